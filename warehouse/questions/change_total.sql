-- One row per framework that both years share: the mean percent in both years of the units that can be compared
-- (mart.comparison_unit), and how many they are. No row where there is none. A unit reads what is common to its own and,
-- once the year is published, to blocks of which five others are compared.
with counted as (
    select *, count(*) over (partition by block_code) as in_block
    from mart.comparison_unit
    where year = $year and before = $before and is_compared
)
select
    u.framework_code,
    any_value(d.bounds) as bounds,
    count(*) as both_years,
    favg(u.score_pct_before) as before_both,
    favg(u.score_pct) as after_both
from counted as u
left join mart.framework_bounds as d on d.framework_code = u.framework_code
where ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or u.unit_code = $scope or (u.in_block > 5 and $year in (select year from mart.public_year)))
group by u.framework_code
order by u.framework_code
