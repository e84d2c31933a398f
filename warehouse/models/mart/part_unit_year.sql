-- One row per year, unit with a current submission and part of the framework (mart.part_criterion). Points:
-- DECIMAL(9,4); score_pct: 0-100 of the maximum of the applicable criteria of the part, by the formula of
-- mart.unit_year; ranks by it and nothing else, among the rated units (mart.unit_year), and changes of rank among those
-- with a result in both years. scored_units: those of the block with a score_pct, whose median block_median is.
with summed as (
    select
        s.year,
        s.unit_code,
        s.framework_code,
        p.part_kind,
        p.part_code,
        sum(s.points) as points,
        coalesce(sum(s.max_points) filter (where s.applicable), 0) as max_points,
        count(*) filter (where s.applicable and s.in_maximum) as criteria_applicable,
        count(*) filter (where s.is_scored and s.in_maximum) as criteria_scored
    from mart.criterion_unit_year as s
    inner join mart.part_criterion as p
        on p.framework_code = s.framework_code and p.criterion_code = s.criterion_code
    group by s.year, s.unit_code, s.framework_code, p.part_kind, p.part_code
),

percents as (
    select
        s.year,
        s.unit_code,
        u.block_code,
        s.framework_code,
        s.part_kind,
        s.part_code,
        cast(s.points as decimal(9, 4)) as points,
        cast(s.max_points as decimal(9, 4)) as max_points,
        (100 * cast(s.points * 10000 as bigint))
            / nullif(cast(s.max_points * 10000 as bigint), 0) as score_pct,
        s.criteria_applicable,
        s.criteria_scored,
        u.is_rated and u.rank_block is not null as is_rated,
        u.rank_overall is not null as is_one_framework
    from summed as s
    inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
),

ranked as (
    select
        *,
        case when score_pct is not null and is_rated then rank() over block_order end as rank_block,
        case when score_pct is not null and is_rated and is_one_framework then rank() over all_order end as rank_overall,
        count(case when is_rated then score_pct end) over block as ranked,
        count(case when is_rated then score_pct end) over everyone as ranked_overall,
        count(score_pct) over block as scored_units,
        median(score_pct) over block as block_median,
        median(score_pct) over everyone as overall_median,
        -- of the year before, where framework and block are the same
        case when lag(year) over own = year - 1 then lag(score_pct) over own end as score_pct_previous,
        case when lag(year) over own = year - 1 then lag(is_rated) over own end as is_rated_previous,
        case when lag(year) over own = year - 1 then lag(is_one_framework) over own end as is_one_framework_previous
    from percents
    -- rated ones stand first: one partition does for the ranks and for what is counted of all. No join of the two
    -- years: a planner that expects millions of rows of it shares out memory for them at each window that follows
    window
        block as (partition by year, part_kind, part_code, block_code, framework_code),
        block_order as (
            partition by year, part_kind, part_code, block_code, framework_code
            order by is_rated desc, score_pct desc nulls last
        ),
        everyone as (partition by year, part_kind, part_code),
        all_order as (partition by year, part_kind, part_code order by is_rated desc, score_pct desc nulls last),
        own as (partition by unit_code, part_kind, part_code, framework_code, block_code order by year)
),

in_both as (
    select
        *,
        score_pct is not null and score_pct_previous is not null and is_rated and is_rated_previous as in_block,
        rank_overall is not null and score_pct_previous is not null and is_rated_previous and is_one_framework_previous
            as in_all
    from ranked
)

select
    year,
    unit_code,
    block_code,
    framework_code,
    part_kind,
    part_code,
    points,
    max_points,
    score_pct,
    criteria_applicable,
    criteria_scored,
    rank_block,
    ranked,
    case when rank_block is not null then
        count(*) over (partition by year, part_kind, part_code, block_code, framework_code, rank_block)
    end as tied,
    scored_units,
    case when score_pct is not null then block_median end as block_median,
    rank_overall,
    case when rank_overall is not null then ranked_overall end as ranked_overall,
    case when rank_overall is not null then
        count(*) over (partition by year, part_kind, part_code, rank_overall)
    end as tied_overall,
    overall_median,
    case when score_pct is not null then score_pct_previous end as score_pct_previous,
    case when in_block and count(*) over block > 1 then rank() over block_before - rank() over block_now end
        as rank_block_change,
    case when in_all and count(*) over everyone > 1 then rank() over all_before - rank() over all_now end
        as rank_overall_change
from in_both
window
    block as (partition by year, part_kind, part_code, block_code, framework_code, in_block),
    block_before as (
        partition by year, part_kind, part_code, block_code, framework_code, in_block order by score_pct_previous desc
    ),
    block_now as (
        partition by year, part_kind, part_code, block_code, framework_code, in_block order by score_pct desc
    ),
    everyone as (partition by year, part_kind, part_code, in_all),
    all_before as (partition by year, part_kind, part_code, in_all order by score_pct_previous desc),
    all_now as (partition by year, part_kind, part_code, in_all order by score_pct desc);
