-- One row per year, earlier year and set of units (a block, or `all`): whether a figure over them may be compared
-- (is_comparable: at least the share comparable_share of the units in scope of the later year are compared, on one
-- framework), and the medians (0-100) among the compared units, and those of all results of each year.
with sets as (
    select year, before, block_code as place_code, framework_code, score_pct, score_pct_before, is_compared
    from mart.comparison_unit
    union all
    select year, before, 'all' as place_code, framework_code, score_pct, score_pct_before, is_compared
    from mart.comparison_unit
),

counted as (
    select
        year,
        before,
        place_code,
        count(*) as units,
        count(*) filter (where is_compared) as compared,
        min(framework_code) filter (where is_compared) as framework_code,
        max(framework_code) filter (where is_compared) as other_framework_code,
        median(score_pct_before) filter (where is_compared) as median_before,
        median(score_pct) filter (where is_compared) as median_after
    from sets
    group by year, before, place_code
),

of_results as (
    select year, block_code as place_code, score_pct from mart.unit_year
    union all
    select year, 'all' as place_code, score_pct from mart.unit_year
),

middles as (
    select year, place_code, median(score_pct) as median_pct from of_results group by year, place_code
)

select
    c.year,
    c.before,
    c.place_code,
    c.units,
    c.compared,
    c.compared > 0 and c.compared >= s.comparable_share * c.units and c.framework_code = c.other_framework_code
        as is_comparable,
    c.framework_code,
    c.median_before,
    c.median_after,
    b.median_pct as median_before_all,
    a.median_pct as median_after_all
from counted as c
cross join staging.setting as s
left join middles as b on b.year = c.before and b.place_code = c.place_code
left join middles as a on a.year = c.year and a.place_code = c.place_code;
