-- One row per year and unit in scope, with all that a ranking says of it, ready to be read: places, ties, middle of the
-- block and of the city, interval, class and distance to its bounds, change within the framework. Percentages: 0-100 of
-- the maximum; points: DOUBLE, for display; every figure that decides is in mart.unit_year. Places and classes are those
-- that are told: among the rated units, null for the others. rank_change_common, rank_overall_change: both places made
-- anew among the units with a result in both years, so that nobody falls because others came. score_change, class_steps:
-- the change of this one unit, as far as it may be told (mart.unit_change).
with next_class as (
    select
        u.year,
        u.unit_code,
        min_by(c.class_name, c.lower_pct) as class_name,
        min(cast(c.lower_pct as double)) as lower_pct
    from mart.unit_year as u
    inner join mart.class as c
        on c.framework_code = u.framework_code and cast(c.lower_pct as double) > u.score_pct
    where u.is_rated
    group by u.year, u.unit_code
),

frameworks as (
    select distinct framework_code, framework_name from mart.framework_year
),

told as (
    select
        *,
        case when is_rated and rank_block is not null then
            rank() over (
                partition by year, block_code, framework_code, is_rated, rank_block is not null
                order by score_pct desc nulls last
            )
        end as told_rank_block,
        case when is_rated and rank_overall is not null then
            rank() over (
                partition by year, is_rated, rank_overall is not null order by score_pct desc nulls last
            )
        end as told_rank_overall
    from mart.unit_year
),

both_years as (
    select
        n.year,
        n.unit_code,
        n.block_code,
        n.framework_code,
        n.is_rated and p.is_rated and n.rank_overall is not null and p.rank_overall is not null as is_ranked_overall,
        n.score_pct,
        p.score_pct as score_pct_previous,
        p.block_code as block_code_previous
    from mart.unit_year as n
    inner join mart.unit_year as p
        on p.unit_code = n.unit_code and p.year = n.year - 1 and p.framework_code = n.framework_code
    where n.score_pct is not null and p.score_pct is not null
),

common as (
    select
        year,
        unit_code,
        case when count(*) over (partition by year, block_code, framework_code) > 1 then
            rank() over (partition by year, block_code, framework_code order by score_pct_previous desc)
            - rank() over (partition by year, block_code, framework_code order by score_pct desc)
        end as rank_change
    from both_years
    where block_code_previous = block_code
),

common_overall as (
    select
        year,
        unit_code,
        case when count(*) over (partition by year) > 1 then
            rank() over (partition by year order by score_pct_previous desc)
            - rank() over (partition by year order by score_pct desc)
        end as rank_change
    from both_years
    where is_ranked_overall
),

named as (
    select
        u.*,
        b.block_name,
        b.sort_order as block_order,
        f.framework_name,
        c.class_name,
        c.sort_order as class_order,
        cast(c.lower_pct as double) as class_lower_pct,
        year(s.as_of) as running_year,
        count(u.told_rank_block) over (partition by u.year, u.block_code, u.framework_code) as ranked,
        count(*) over (partition by u.year, u.block_code, u.framework_code, u.told_rank_block) as at_place,
        median(u.score_pct) over (partition by u.year, u.block_code, u.framework_code) as block_median,
        count(u.told_rank_overall) over (partition by u.year) as ranked_overall,
        count(*) over (partition by u.year, u.told_rank_overall) as at_overall_place,
        median(u.score_pct) over (partition by u.year) as overall_median
    from told as u
    cross join reference.build as s
    inner join mart.block as b on b.block_code = u.block_code
    left join frameworks as f on f.framework_code = u.framework_code
    left join mart.class as c
        on c.framework_code = u.framework_code and c.class_code = u.class_code and u.is_rated
)

select
    u.year,
    u.unit_code,
    u.unit_name,
    u.block_code,
    u.block_name,
    u.block_order,
    u.framework_code,
    u.framework_name,
    u.score_pct,
    u.is_rated,
    u.told_rank_block as rank_block,
    u.ranked,
    case when u.told_rank_block is not null then u.at_place end as tied,
    u.block_median,
    u.told_rank_overall as rank_overall,
    u.ranked_overall,
    case when u.told_rank_overall is not null then u.at_overall_place end as tied_overall,
    u.overall_median,
    case when u.told_rank_block is not null then i.rank_low end as rank_low,
    case when u.told_rank_block is not null then i.rank_high end as rank_high,
    case when u.is_rated then u.class_code end as class_code,
    u.class_name,
    u.class_order,
    n.class_name as next_class_name,
    n.lower_pct - u.score_pct as to_next_class,
    0.01 * n.lower_pct * cast(u.max_points as double) - cast(u.points as double) as points_to_next_class,
    case when u.class_lower_pct > 0 then u.score_pct - u.class_lower_pct end as above_bound,
    case when u.is_rated then u.rank_block_previous end as rank_block_previous,
    common.rank_change as rank_change_common,
    common_overall.rank_change as rank_overall_change,
    case when p.framework_code = u.framework_code and p.block_code = u.block_code then p.score_pct end
        as score_pct_previous,
    case when p.framework_code = u.framework_code then p.class_name end as class_name_previous,
    case when change.compared_on = 'all' then p.class_order - u.class_order end as class_steps,
    change.compared_on,
    change.left_out,
    change.change as score_change,
    case
        when u.score_pct is null then null
        when not u.is_rated then 'not_rated'
        when u.rank_block_change is not null then 'comparable'
        when p.unit_code is null then 'new_unit'
        when p.framework_code <> u.framework_code then 'framework_changed'
        when p.block_code <> u.block_code then 'block_changed'
        else 'no_previous_result'
    end as comparison,
    u.score_basis,
    u.criteria_applicable,
    u.criteria_scored,
    u.criteria_scored < u.criteria_applicable as is_incomplete,
    u.score_pct is not null and (
        coalesce(u.score_basis, '') <> 'verified'
        or u.criteria_scored < u.criteria_applicable
        or u.year = u.running_year
    ) as is_provisional,
    u.year = u.running_year as is_running,
    cast(u.points as double) as points,
    cast(u.max_points as double) as max_points,
    u.self_pct,
    u.received_on,
    u.received_on_source,
    u.due_on,
    u.obligation,
    u.status,
    u.told_status,
    u.told_days,
    u.days_late,
    u.needs_supplement,
    u.is_under_check
from named as u
left join named as p on p.unit_code = u.unit_code and p.year = u.year - 1
left join common on common.year = u.year and common.unit_code = u.unit_code
left join common_overall on common_overall.year = u.year and common_overall.unit_code = u.unit_code
left join mart.unit_change as change
    on change.year = u.year and change.unit_code = u.unit_code and change.part_kind = 'all'
left join next_class as n on n.year = u.year and n.unit_code = u.unit_code
left join mart.rank_interval as i on i.year = u.year and i.unit_code = u.unit_code;
