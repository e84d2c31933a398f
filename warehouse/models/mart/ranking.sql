-- One row per year and unit in scope, with all that a ranking says of it, ready to be read: places, ties, middle of the
-- block and of the city, interval, class and distance to its bounds, change within the framework. Percentages: 0-100 of
-- the maximum; points: DOUBLE, for display; every figure that decides is in mart.unit_year.
with next_class as (
    select
        u.year,
        u.unit_code,
        min_by(c.class_name, c.lower_pct) as class_name,
        min(cast(c.lower_pct as double)) as lower_pct
    from mart.unit_year as u
    inner join mart.class as c
        on c.framework_code = u.framework_code and cast(c.lower_pct as double) > u.score_pct
    group by u.year, u.unit_code
),

frameworks as (
    select distinct framework_code, framework_name from mart.framework_year
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
        s.running_year,
        count(u.score_pct) over (partition by u.year, u.block_code, u.framework_code) as ranked,
        count(*) over (partition by u.year, u.block_code, u.framework_code, u.rank_block) as at_place,
        median(u.score_pct) over (partition by u.year, u.block_code, u.framework_code) as block_median,
        count(u.rank_overall) over (partition by u.year) as ranked_overall,
        count(*) over (partition by u.year, u.rank_overall) as at_overall_place,
        median(u.score_pct) over (partition by u.year) as overall_median
    from mart.unit_year as u
    cross join mart.snapshot as s
    inner join mart.block as b on b.block_code = u.block_code
    left join frameworks as f on f.framework_code = u.framework_code
    left join mart.class as c on c.framework_code = u.framework_code and c.class_code = u.class_code
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
    u.rank_block,
    u.ranked,
    case when u.score_pct is not null then u.at_place end as tied,
    u.block_median,
    u.rank_overall,
    u.ranked_overall,
    case when u.rank_overall is not null then u.at_overall_place end as tied_overall,
    u.overall_median,
    i.rank_low,
    i.rank_high,
    u.class_code,
    u.class_name,
    u.class_order,
    n.class_name as next_class_name,
    n.lower_pct - u.score_pct as to_next_class,
    0.01 * n.lower_pct * cast(u.max_points as double) - cast(u.points as double) as points_to_next_class,
    case when u.class_lower_pct > 0 then u.score_pct - u.class_lower_pct end as above_bound,
    u.rank_block_previous,
    u.rank_block_change,
    case when p.framework_code = u.framework_code then p.rank_overall - u.rank_overall end as rank_overall_change,
    case when p.framework_code = u.framework_code and p.block_code = u.block_code then p.score_pct end
        as score_pct_previous,
    case when p.framework_code = u.framework_code then p.class_name end as class_name_previous,
    case when p.framework_code = u.framework_code then p.class_order - u.class_order end as class_steps,
    case
        when u.score_pct is null then null
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
left join next_class as n on n.year = u.year and n.unit_code = u.unit_code
left join mart.rank_interval as i on i.year = u.year and i.unit_code = u.unit_code;
