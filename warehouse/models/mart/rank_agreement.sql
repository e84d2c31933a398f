-- One row per year and block whose ranking can be compared with that of the year before: Kendall's tau-b (-1 to 1) over
-- the units that have a result in both years, in the same block and framework. *_pairs: pairs of units; a pair is
-- concordant when both years put the same unit first. tau_b is null where a year ties all units (statistics of ranks:
-- the units are all there are, so there is no significance test).
with both_years as (
    select
        u.year,
        u.block_code,
        u.framework_code,
        u.unit_code,
        u.rank_block as rank_now,
        u.rank_block_previous as rank_before
    from mart.unit_year as u
    where u.rank_block is not null and u.rank_block_previous is not null
),

pairs as (
    select
        a.year,
        a.block_code,
        a.framework_code,
        sign(a.rank_now - b.rank_now) as now,
        sign(a.rank_before - b.rank_before) as before
    from both_years as a
    inner join both_years as b
        on b.year = a.year and b.block_code = a.block_code and b.framework_code = a.framework_code
        and b.unit_code > a.unit_code
),

counted as (
    select
        year,
        block_code,
        framework_code,
        count(*) as pairs,
        count(*) filter (where now * before > 0) as concordant_pairs,
        count(*) filter (where now * before < 0) as discordant_pairs,
        count(*) filter (where now <> 0) as pairs_apart_now,
        count(*) filter (where before <> 0) as pairs_apart_before
    from pairs
    group by year, block_code, framework_code
),

present as (
    select year, block_code, framework_code, count(*) as units
    from both_years
    group by year, block_code, framework_code
)

select
    c.year,
    c.block_code,
    c.framework_code,
    p.units,
    c.pairs,
    c.concordant_pairs,
    c.discordant_pairs,
    (c.concordant_pairs - c.discordant_pairs)
        / nullif(sqrt(cast(c.pairs_apart_now as double) * cast(c.pairs_apart_before as double)), 0) as tau_b
from counted as c
inner join present as p
    on p.year = c.year and p.block_code = c.block_code and p.framework_code = c.framework_code;
