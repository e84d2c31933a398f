-- Conditions of classes whose bound a unit has reached and that it does not meet: the class, of what how much is asked,
-- and what the unit has. Percentages: 0-100 of the maximum.
select
    c.class_name, coalesce(k.criterion_name, g.group_name) as part_name, n.group_code, n.criterion_code,
    cast(n.min_pct as double) as min_pct, n.reached_pct, n.clause
from mart.class_condition_unit as n
inner join mart.unit_year as u on u.year = n.year and u.unit_code = n.unit_code
inner join mart.class as c on c.framework_code = n.framework_code and c.class_code = n.class_code
left join (
    select framework_code, criterion_code, criterion_name from mart.criterion
    union all
    select framework_code, criterion_code, criterion_name from mart.sub_criterion
) as k on k.framework_code = n.framework_code and k.criterion_code = n.criterion_code
left join (select distinct framework_code, group_code, group_name from mart.criterion) as g
    on g.framework_code = n.framework_code and g.group_code = n.group_code
where n.year = $year and n.unit_code = $unit and not n.is_met and u.is_rated
    and u.score_pct >= cast(c.lower_pct as double)
    and ($scope::varchar is null or n.unit_code = $scope)
order by c.sort_order, n.group_code nulls last, n.criterion_code
