-- Middle and middle half by year: one row per block and one for all of them (block_code null).
-- rearranged: units by the organisation of the newest year (predecessors combined), else by the year's own.
-- framework_code is null where the blocks of a year have different ones, or none (is_waiting). combined: results made of predecessors'.
-- is_comparable: with the year before (mart.comparison; units rearranged are those of no comparison); is_mostly_verified:
-- more than half of the results are verified in full. To a scoped reader only years whose publications name the units.
with result as (
    select year, unit_code, block_code, framework_code, score_pct, false as is_combined
    from mart.unit_year
    where not $rearranged
    union all
    select year, unit_code, block_code, framework_code, score_pct, is_combined
    from mart.unit_year_rearranged
    where $rearranged
),
by_place as (
    select
        u.year, u.block_code, b.block_name, b.sort_order as block_order,
        case when count(distinct u.framework_code) = 1 then any_value(u.framework_code) end as framework_code,
        case when count(distinct u.framework_code) = 1 then any_value(k.bounds) end as bounds,
        count(u.framework_code) = 0 as is_waiting,
        u.year = any_value(s.running_year) as is_running,
        count(*) as units,
        count(u.score_pct) as with_result,
        count(u.score_pct) filter (u.is_combined) as combined,
        median(u.score_pct) as median_pct,
        quantile_cont(u.score_pct, 0.25) as lower_quartile,
        quantile_cont(u.score_pct, 0.75) as upper_quartile,
        count(*) filter (y.score_basis = 'verified') as verified
    from result as u
    cross join mart.snapshot as s
    inner join mart.block as b on b.block_code = u.block_code
    left join mart.unit_year as y on y.year = u.year and y.unit_code = u.unit_code
    left join mart.framework_bounds as k on k.framework_code = u.framework_code
    where ($block::varchar is null or u.block_code = $block)
        and ($scope::varchar is null or u.year in (select year from mart.public_year where names_units))
    group by grouping sets ((u.year, u.block_code, b.block_name, b.sort_order), (u.year))
)
select
    p.*,
    coalesce(c.is_comparable, false) and not $rearranged as is_comparable,
    2 * p.verified > p.with_result as is_mostly_verified
from by_place as p
left join mart.comparison as c
    on c.year = p.year and c.before = p.year - 1 and c.place_code = coalesce(p.block_code, $block::varchar, 'all')
order by p.block_order nulls first, p.year
