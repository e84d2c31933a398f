-- One row per criterion of a framework that both years share: its part of the change of the mean percent of the compared
-- units (mart.comparison_unit), in percentage points of their maximum; the parts sum to that change.
-- A unit's part is 100 × (points ÷ its maximum of the later year − the same of the earlier one), so a criterion that
-- stopped applying changes the parts of the others through the maximum. A unit reads what is common to its own and, once
-- the year is published, to blocks of which five others are compared.
with both_years as (
    select block_code, count(*) as units
    from mart.comparison_unit
    where year = $year and before = $before and is_compared
    group by block_code
),
results as (
    select u.year, u.unit_code, u.framework_code, u.max_points,
        coalesce(c.is_compared, false) as is_both
    from mart.unit_year as u
    left join mart.comparison_unit as c on c.year = $year and c.before = $before and c.unit_code = u.unit_code
    left join both_years as n on n.block_code = u.block_code
    where u.year in ($year, $before) and u.score_pct is not null
        and ($block::varchar is null or u.block_code = $block)
        and ($scope::varchar is null or u.unit_code = $scope or (n.units > 5 and $year in (select year from mart.public_year)))
),
present as (
    select framework_code, count(distinct unit_code) as units from results where is_both group by framework_code
)
select
    k.framework_code, k.group_code, k.group_name, k.criterion_code, k.criterion_name, k.kind,
    row_number() over (order by k.framework_code, k.group_order, k.sort_order) as position,
    sum(
        case when s.year = $year then 1 else -1 end
        * 100 * cast(coalesce(s.points, 0) as double) / nullif(cast(r.max_points as double), 0)
    ) / nullif(any_value(p.units), 0) as change
from results as r
inner join present as p on p.framework_code = r.framework_code
inner join mart.criterion_unit_year as s on s.year = r.year and s.unit_code = r.unit_code
inner join mart.criterion as k
    on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
where r.is_both
group by k.framework_code, k.group_code, k.group_name, k.group_order, k.criterion_code, k.criterion_name, k.kind,
    k.sort_order
order by position
