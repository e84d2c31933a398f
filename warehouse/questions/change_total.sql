-- One row per framework that both years share: the mean percent in both years of the units that can be compared
-- (mart.comparison_unit), and how many they are. No row where there is none.
select
    u.framework_code,
    any_value(d.bounds) as bounds,
    count(*) as both_years,
    favg(u.score_pct_before) as before_both,
    favg(u.score_pct) as after_both
from mart.comparison_unit as u
left join mart.framework_bounds as d on d.framework_code = u.framework_code
where u.year = $year and u.before = $before and u.is_compared and ($block::varchar is null or u.block_code = $block)
group by u.framework_code
order by u.framework_code
