-- One row per unit and group of criteria; pct: 0-100 of the maximum of what is scored, null where nothing is. Order as in heat_map,
-- decided on units as there.
with placed as (
    select u.unit_code, u.unit_name, b.block_name,
        row_number() over (order by b.sort_order, case when u.is_rated then u.rank_block end nulls last, u.unit_name collate vi)
            as unit_position
    from mart.unit_year as u
    inner join mart.block as b on b.block_code = u.block_code
    where u.year = $year
        and ($block::varchar is null or u.block_code = $block)
        and ($scope::varchar is null or u.unit_code = $scope)
)
select
    u.unit_code, u.unit_name, u.block_name, p.part_code as group_code, k.group_name,
    p.score_pct as pct, p.criteria_scored, p.criteria_applicable, d.bounds, u.unit_position, k.group_order
from mart.part_unit_year as p
inner join placed as u on u.unit_code = p.unit_code
inner join (
    select framework_code, group_code, any_value(group_name) as group_name, min(group_order) as group_order
    from mart.criterion where in_maximum group by framework_code, group_code
) as k on k.framework_code = p.framework_code and k.group_code = p.part_code
left join mart.framework_bounds as d on d.framework_code = p.framework_code
where p.year = $year and p.part_kind = 'group'
order by u.unit_position, k.group_order
