-- Groups of the framework for chosen units, with the block's median; for a unit its own only, and of a published year its
-- rank, and the median where there are five others.
select
    d.bounds,
    p.unit_code, u.unit_name, p.framework_code, p.part_code as group_code, g.group_name,
    p.score_pct,
    case when $scope::varchar is null or (p.scored_units > 5 and p.year in (select year from mart.public_year)) then p.block_median end as block_median,
    case when $scope::varchar is null or p.year in (select year from mart.public_year) then p.rank_block end as rank_block,
    cast(p.points as double) as points, cast(p.max_points as double) as max_points,
    p.criteria_applicable, p.criteria_scored
from mart.part_unit_year as p
inner join mart.unit_year as u on u.year = p.year and u.unit_code = p.unit_code
inner join (
    select framework_code, group_code, any_value(group_name) as group_name, min(group_order) as group_order
    from mart.criterion
    group by framework_code, group_code
) as g on g.framework_code = p.framework_code and g.group_code = p.part_code
left join mart.framework_bounds as d on d.framework_code = p.framework_code
where p.year = $year and p.part_kind = 'group'
    and list_contains($units::varchar[], p.unit_code)
    and ($scope::varchar is null or p.unit_code = $scope)
order by g.group_order, list_position($units::varchar[], p.unit_code)
