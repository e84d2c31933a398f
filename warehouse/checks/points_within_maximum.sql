-- Bad rows: a score that counts below the minimum or above the maximum of its criterion; a bonus or penalty is bound by
-- the framework, its maximum in the mart is 0.
with score as (
    select year, unit_code, framework_code, criterion_code, points, max_points, in_maximum from mart.criterion_unit_year
    union all
    select year, unit_code, framework_code, criterion_code, points, max_points, in_maximum
    from mart.sub_criterion_unit_year
    union all
    select year, unit_code, framework_code, criterion_code, points, max_points, in_maximum from mart.assessment_criterion
    union all
    select year, unit_code, framework_code, criterion_code, points, max_points, in_maximum
    from mart.assessment_sub_criterion
)

select s.year, s.unit_code, s.criterion_code, s.points, s.max_points
from score as s
left join reference.criteria as c on c.framework_code = s.framework_code and c.criterion_code = s.criterion_code
where
    s.points < coalesce(c.min_points, 0)
    or s.points > case when s.in_maximum is false then c.max_points else s.max_points end;
