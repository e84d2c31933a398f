-- One row per year, framework and block, and one per year and framework (block_code null): units, results, middle.
-- Two frameworks never meet in one row. is_provisional (rule 6): a result among them is not verified in full.
-- unrated: of those with a result, who was only asked and has no class. block, unit: of these alone.
select
    u.year, u.framework_code, any_value(f.framework_name) as framework_name, u.block_code, b.block_name,
    count(*) as units, bool_or(u.told_status = 'no_data') as is_without_data, count(u.score_pct) as with_result,
    count(*) filter (u.score_basis = 'verified') as verified,
    count(u.score_pct) filter (u.is_rated is false) as unrated,
    coalesce(bool_or(u.score_basis <> 'verified' or u.criteria_scored < u.criteria_applicable), false) as is_provisional,
    any_value(k.bounds) as bounds, median(u.score_pct) as median_pct, avg(u.score_pct) as mean_pct
from mart.unit_year as u
inner join mart.block as b on b.block_code = u.block_code
left join mart.framework_year as f
    on f.framework_code = u.framework_code and f.year = u.year and f.block_code = u.block_code
left join mart.framework_bounds as k on k.framework_code = u.framework_code
where u.year between $first and $last and ($block::varchar is null or u.block_code = $block)
    and ($unit::varchar is null or u.unit_code = $unit)
group by grouping sets (
    (u.year, u.framework_code, u.block_code, b.block_name, b.sort_order),
    (u.year, u.framework_code)
)
order by u.year, u.framework_code, b.sort_order nulls last
