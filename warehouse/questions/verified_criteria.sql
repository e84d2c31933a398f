-- Criteria that apply to units with a submission, with self and verified points, in the order of the framework.
select
    s.unit_code, s.criterion_code, k.criterion_name, cast(s.self_points as double) as self_points,
    cast(s.verified_points as double) as verified_points
from mart.criterion_unit_year as s
inner join mart.unit as u on u.unit_code = s.unit_code
inner join mart.criterion as k
    on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
where s.year = $year and s.applicable and ($block::varchar is null or u.block_code = $block)
order by s.unit_code, k.group_order, k.sort_order
