-- One row per framework that both years share: what the change of the mean percent is made of.
-- Means over units with a result: *_all, and *_both of those with one in both years (same block and framework). The
-- change of all = change of both + came (later mean with the newcomers minus without) + went (earlier, the other way
-- round); percentage points. `both`, `came`, `went`: numbers of units.
with results as (
    select u.year, u.unit_code, u.framework_code, u.score_pct,
        count(*) over (partition by u.unit_code, u.block_code, u.framework_code) = 2 as is_both
    from mart.unit_year as u
    where u.year in ($year, $before) and u.score_pct is not null
        and ($block::varchar is null or u.block_code = $block)
)
select
    framework_code,
    (select list(cast(c.lower_pct as double)) from mart.class as c where c.framework_code = r.framework_code) as bounds,
    count(*) filter (year = $year and is_both) as both_years,
    count(*) filter (year = $year and not is_both) as came,
    count(*) filter (year = $before and not is_both) as went,
    favg(score_pct) filter (year = $before) as before_all,
    favg(score_pct) filter (year = $year) as after_all,
    favg(score_pct) filter (year = $before and is_both) as before_both,
    favg(score_pct) filter (year = $year and is_both) as after_both
from results as r
group by framework_code
having count(distinct year) = 2
order by framework_code
