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
        case when score_pct is not null and is_rated then
            rank() over (
                partition by year, part_kind, part_code, block_code, framework_code, is_rated
                order by score_pct desc nulls last
            )
        end as rank_block,
        case when score_pct is not null and is_rated and is_one_framework then
            rank() over (partition by year, part_kind, part_code, is_rated order by score_pct desc nulls last)
        end as rank_overall,
        count(case when is_rated then score_pct end) over (
            partition by year, part_kind, part_code, block_code, framework_code
        ) as ranked,
        count(case when is_rated then score_pct end) over (partition by year, part_kind, part_code) as ranked_overall,
        count(score_pct) over (partition by year, part_kind, part_code, block_code, framework_code) as scored_units,
        median(score_pct) over (partition by year, part_kind, part_code, block_code, framework_code) as block_median,
        median(score_pct) over (partition by year, part_kind, part_code) as overall_median
    from percents
),

both_years as (
    select
        n.year,
        n.unit_code,
        n.part_kind,
        n.part_code,
        n.block_code,
        n.framework_code,
        n.score_pct,
        p.score_pct as score_pct_previous,
        n.is_rated and p.is_rated as in_block,
        n.rank_overall is not null and p.rank_overall is not null as in_all
    from ranked as n
    inner join ranked as p
        on p.year = n.year - 1 and p.unit_code = n.unit_code and p.part_kind = n.part_kind
        and p.part_code = n.part_code and p.framework_code = n.framework_code and p.block_code = n.block_code
    where n.score_pct is not null and p.score_pct is not null
),

common as (
    select
        year,
        unit_code,
        part_kind,
        part_code,
        score_pct_previous,
        case when in_block and count(*) over block > 1 then rank() over block_before - rank() over block_now end
            as rank_block_change,
        case when in_all and count(*) over everyone > 1 then rank() over all_before - rank() over all_now end
            as rank_overall_change
    from both_years
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
        all_now as (partition by year, part_kind, part_code, in_all order by score_pct desc)
)

select
    r.year,
    r.unit_code,
    r.block_code,
    r.framework_code,
    r.part_kind,
    r.part_code,
    r.points,
    r.max_points,
    r.score_pct,
    r.criteria_applicable,
    r.criteria_scored,
    r.rank_block,
    r.ranked,
    case when r.rank_block is not null then
        count(*) over (
            partition by r.year, r.part_kind, r.part_code, r.block_code, r.framework_code, r.rank_block
        )
    end as tied,
    r.scored_units,
    case when r.score_pct is not null then r.block_median end as block_median,
    r.rank_overall,
    case when r.rank_overall is not null then r.ranked_overall end as ranked_overall,
    case when r.rank_overall is not null then
        count(*) over (partition by r.year, r.part_kind, r.part_code, r.rank_overall)
    end as tied_overall,
    r.overall_median,
    c.score_pct_previous,
    c.rank_block_change,
    c.rank_overall_change
from ranked as r
left join common as c
    on c.year = r.year and c.unit_code = r.unit_code and c.part_kind = r.part_kind and c.part_code = r.part_code;
