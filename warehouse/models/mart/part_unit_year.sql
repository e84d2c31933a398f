-- One row per year, unit with a current submission and part of the framework: a group, a comparable dimension, or
-- output and impact together (part_kind group, dimension, kind). Points: DECIMAL(9,4); score_pct: 0-100 of the maximum
-- of the applicable criteria of the part, by the formula of mart.unit_year; ranks by it and nothing else.
create table mart.part_unit_year as
with parts as (
    select framework_code, criterion_code, 'group' as part_kind, group_code as part_code from mart.criterion
    union all
    select framework_code, criterion_code, 'dimension' as part_kind, dimension_code as part_code
    from mart.criterion
    where dimension_comparable
    union all
    select framework_code, criterion_code, 'kind' as part_kind, 'output_impact' as part_code
    from mart.criterion
    where kind in ('dau_ra', 'tac_dong')
),

summed as (
    select
        s.year,
        s.unit_code,
        s.framework_code,
        p.part_kind,
        p.part_code,
        sum(s.points) as points,
        coalesce(sum(s.max_points) filter (where s.applicable), 0) as max_points,
        count(*) filter (where s.applicable) as criteria_applicable,
        count(s.points) as criteria_scored
    from mart.criterion_unit_year as s
    inner join parts as p
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
        u.rank_overall is not null as is_one_framework
    from summed as s
    inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
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
    case when score_pct is not null then
        rank() over (
            partition by year, part_kind, part_code, block_code, framework_code order by score_pct desc nulls last
        )
    end as rank_block,
    case when score_pct is not null and is_one_framework then
        rank() over (partition by year, part_kind, part_code order by score_pct desc nulls last)
    end as rank_overall,
    case when score_pct is not null then
        median(score_pct) over (partition by year, part_kind, part_code, block_code, framework_code)
    end as block_median
from percents;
