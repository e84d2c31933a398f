-- One row per criterion whose maximum is not the sum of its sub-criteria: its percentage would have two bases.
select
    'criteria' as tables,
    'sub_criteria_sum_differs' as code,
    p.criterion_code as found,
    plain_points(sum(coalesce(s.max_points, 0))) as expected
from reference.criteria as p
inner join reference.criteria as s on s.framework_code = p.framework_code and s.parent_code = p.criterion_code
group by p.framework_code, p.criterion_code, p.max_points
having p.max_points <> sum(coalesce(s.max_points, 0))
order by p.framework_code, p.criterion_code;
