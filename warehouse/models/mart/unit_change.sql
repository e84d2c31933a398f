-- One row per year, unit and part of the framework (part_kind `all`: the whole; else as in mart.part_criterion) with a
-- result in that year and the year before on one framework: on what a change of this one unit may be told.
-- compared_on: `all` where the same criteria applied in both years and each rests on one basis in both; `common` where
-- only the criteria of which that holds are compared, which are at least comparable_share of the maximum of either
-- year; else `none`, without percentages. Percentages: 0-100 of the maximum of what is compared; change: their difference.
with results as (
    select year, unit_code, framework_code, 'all' as part_kind, 'all' as part_code, score_pct
    from mart.unit_year
    where score_pct is not null
    union all
    select year, unit_code, framework_code, part_kind, part_code, score_pct
    from mart.part_unit_year
    where score_pct is not null
),

parts as (
    select framework_code, part_kind, part_code, criterion_code from mart.part_criterion
    union all
    select framework_code, 'all' as part_kind, 'all' as part_code, criterion_code from mart.criterion
),

scores as (
    select
        year,
        unit_code,
        framework_code,
        criterion_code,
        applicable,
        points,
        max_points,
        case
            when verified_points is not null or final_points is not null then 'verified'
            when self_points is not null then 'self'
            else 'none'
        end as basis
    from mart.criterion_unit_year
),

paired as (
    select
        n.year,
        n.unit_code,
        n.framework_code,
        n.criterion_code,
        n.applicable,
        b.applicable as applicable_before,
        n.points,
        b.points as points_before,
        n.max_points,
        b.max_points as max_points_before,
        n.applicable and b.applicable and n.basis = b.basis as is_common
    from scores as n
    inner join scores as b
        on b.unit_code = n.unit_code and b.year = n.year - 1 and b.framework_code = n.framework_code
        and b.criterion_code = n.criterion_code
    where n.applicable or b.applicable
),

in_parts as (
    select s.*, p.part_kind, p.part_code
    from paired as s
    inner join parts as p on p.framework_code = s.framework_code and p.criterion_code = s.criterion_code
),

-- few are not common: a window over all of them took most of the time of this model
not_common as (
    select
        year,
        unit_code,
        part_kind,
        part_code,
        string_agg(criterion_code, ', ') over (
            partition by year, unit_code, part_kind, part_code order by criterion_code
            rows between unbounded preceding and unbounded following
        ) as left_out
    from in_parts
    where not is_common
),

left_out_of as (
    select year, unit_code, part_kind, part_code, max(left_out) as left_out
    from not_common
    group by year, unit_code, part_kind, part_code
),

summed as (
    select
        s.year,
        s.unit_code,
        s.part_kind,
        s.part_code,
        count(*) = count(*) filter (where s.is_common) as is_same,
        coalesce(sum(s.max_points) filter (where s.applicable), 0) as max_points,
        coalesce(sum(s.max_points_before) filter (where s.applicable_before), 0) as max_points_before,
        coalesce(sum(s.points) filter (where s.is_common), 0) as points_common,
        coalesce(sum(s.points_before) filter (where s.is_common), 0) as points_before_common,
        coalesce(sum(s.max_points) filter (where s.is_common), 0) as max_points_common,
        coalesce(sum(s.max_points_before) filter (where s.is_common), 0) as max_points_before_common
    from in_parts as s
    group by s.year, s.unit_code, s.part_kind, s.part_code
),

told as (
    select
        s.year,
        s.unit_code,
        n.framework_code,
        s.part_kind,
        s.part_code,
        case
            when s.is_same then 'all'
            when s.max_points_common > 0
                and s.max_points_common >= g.comparable_share * s.max_points
                and s.max_points_before_common >= g.comparable_share * s.max_points_before then 'common'
            else 'none'
        end as compared_on,
        l.left_out,
        n.score_pct,
        b.score_pct as score_pct_before,
        (100 * cast(s.points_common * 10000 as bigint))
            / nullif(cast(s.max_points_common * 10000 as bigint), 0) as common_pct,
        (100 * cast(s.points_before_common * 10000 as bigint))
            / nullif(cast(s.max_points_before_common * 10000 as bigint), 0) as common_pct_before
    from summed as s
    cross join staging.setting as g
    left join left_out_of as l
        on l.year = s.year and l.unit_code = s.unit_code and l.part_kind = s.part_kind and l.part_code = s.part_code
    inner join results as n
        on n.year = s.year and n.unit_code = s.unit_code and n.part_kind = s.part_kind and n.part_code = s.part_code
    inner join results as b
        on b.year = s.year - 1 and b.unit_code = s.unit_code and b.part_kind = s.part_kind
        and b.part_code = s.part_code and b.framework_code = n.framework_code
),

compared as (
    select
        year,
        unit_code,
        framework_code,
        part_kind,
        part_code,
        compared_on,
        left_out,
        case compared_on when 'all' then score_pct when 'common' then common_pct end as score_pct,
        case compared_on when 'all' then score_pct_before when 'common' then common_pct_before end as score_pct_before
    from told
)

select
    year,
    unit_code,
    framework_code,
    part_kind,
    part_code,
    compared_on,
    left_out,
    score_pct,
    score_pct_before,
    score_pct - score_pct_before as change
from compared;
