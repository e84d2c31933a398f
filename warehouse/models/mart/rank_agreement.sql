-- One row per year and block whose ranking can be compared with that of the year before: Kendall's tau-b (-1 to 1) over
-- the units that have a result in both years, in the same block and framework. *_pairs: pairs of units; a pair is
-- concordant when both years put the same unit first. tau_b is null where a year ties all units (statistics of ranks:
-- the units are all there are, so there is no significance test).
with both_years as (
    select
        year,
        block_code,
        framework_code,
        rank_block as rank_now,
        rank_block_previous as rank_before,
        count(*) as units
    from mart.unit_year
    where rank_block is not null and rank_block_previous is not null
    group by year, block_code, framework_code, rank_block, rank_block_previous
),

-- n units of one rank are n * (n - 1) / 2 pairs that the year ties
of_now as (
    select
        year,
        block_code,
        framework_code,
        sum(units) as units,
        sum(units) * (sum(units) - 1) as tied_now,
        sum(units * (units - 1)) as tied_twice
    from both_years
    group by year, block_code, framework_code, rank_now
),

of_before as (
    select
        year, block_code, framework_code, rank_before,
        sum(units) * (sum(units) - 1) as tied_before
    from both_years
    group by year, block_code, framework_code, rank_before
),

of_years as (
    select
        year,
        block_code,
        framework_code,
        cast(sum(units) as bigint) as units,
        sum(units) * (sum(units) - 1) as pairs,
        sum(tied_now) as tied_now,
        sum(tied_twice) as tied_twice
    from of_now
    group by year, block_code, framework_code
),

of_years_before as (
    select year, block_code, framework_code, max(rank_before) as last_rank, sum(tied_before) as tied_before
    from of_before
    group by year, block_code, framework_code
),

-- All pairs of a nation are tens of millions. So the ranks before are cut into spans of 2, 4, 8 ... places: two ranks
-- stand in the two halves of one span at one width alone
halves as (
    select 1 as width
    union all select 2
    union all select 4
    union all select 8
    union all select 16
    union all select 32
    union all select 64
    union all select 128
    union all select 256
    union all select 512
    union all select 1024
    union all select 2048
    union all select 4096
    union all select 8192
    union all select 16384
    union all select 32768
),

spans as (
    select
        u.year,
        u.block_code,
        u.framework_code,
        u.rank_now,
        u.units,
        h.width,
        floor(u.rank_before / nullif(2 * h.width, 0)) as span,
        floor(u.rank_before / nullif(h.width, 0)) > 2 * floor(u.rank_before / nullif(2 * h.width, 0)) as is_behind
    from both_years as u
    inner join of_years_before as b
        on b.year = u.year and b.block_code = u.block_code and b.framework_code = u.framework_code
    inner join halves as h on h.width <= b.last_rank
),

-- those of the front half of a span that now stand behind a unit of the other half
overtaken as (
    select
        year,
        block_code,
        framework_code,
        case when is_behind then units else 0 end as units,
        sum(case when is_behind then 0 else units end) over (
            partition by year, block_code, framework_code, width, span
            order by rank_now desc, is_behind desc
        ) as units_before
    from spans
),

turned as (
    select year, block_code, framework_code, cast(sum(units * units_before) as bigint) as pairs
    from overtaken
    group by year, block_code, framework_code
),

counted as (
    select
        n.year,
        n.block_code,
        n.framework_code,
        n.units,
        cast(floor(n.pairs / nullif(2, 0)) as bigint) as pairs,
        cast(floor((n.pairs - n.tied_now - b.tied_before + n.tied_twice) / nullif(2, 0)) as bigint) - t.pairs as concordant_pairs,
        t.pairs as discordant_pairs,
        (n.pairs - n.tied_now) / nullif(2, 0) as pairs_apart_now,
        (n.pairs - b.tied_before) / nullif(2, 0) as pairs_apart_before
    from of_years as n
    inner join of_years_before as b
        on b.year = n.year and b.block_code = n.block_code and b.framework_code = n.framework_code
    inner join turned as t
        on t.year = n.year and t.block_code = n.block_code and t.framework_code = n.framework_code
)

select
    year,
    block_code,
    framework_code,
    units,
    pairs,
    concordant_pairs,
    discordant_pairs,
    (concordant_pairs - discordant_pairs) / nullif(sqrt(pairs_apart_now * pairs_apart_before), 0) as tau_b
from counted
where pairs > 0;
