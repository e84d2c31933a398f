-- One row per year and unit in scope, submitted or not. Points: DECIMAL(9,4); *_pct: 0-100 of the maximum of the
-- applicable criteria, at most the cap of the framework and never below 0. Ranks use score_pct and nothing else, classes it
-- and the conditions of the framework (rules 2, 4, 6, 7, 17); bonus and penalty are in points only. is_rated: whether pages and
-- documents tell class and rank (mart.ranking): not of a unit that was only asked to assess itself, nor of the
-- council.
with summed as (
    select
        year,
        unit_code,
        sum(self_points) filter (where applicable) as self_points,
        sum(verified_points) filter (where applicable) as verified_points,
        sum(points) as points,
        coalesce(sum(max_points) filter (where applicable), 0) as max_points,
        count(*) filter (where applicable and in_maximum) as criteria_applicable,
        count(*) filter (where is_scored and in_maximum) as criteria_scored,
        count(*) filter (where is_verified and in_maximum) as criteria_verified,
        count(*) filter (where is_final and in_maximum) as criteria_final,
        count(*) filter (where is_issued and in_maximum) as criteria_issued
    from mart.criterion_unit_year
    group by year, unit_code
),

shares as (
    select
        sc.year,
        sc.unit_code,
        sc.unit_name,
        sc.block_code,
        sc.framework_code,
        cast(s.self_points as decimal(9, 4)) as self_points,
        cast(s.verified_points as decimal(9, 4)) as verified_points,
        cast(s.points as decimal(9, 4)) as points,
        cast(s.max_points as decimal(9, 4)) as max_points,
        (100 * cast(s.points * 10000 as bigint))
            / nullif(cast(s.max_points * 10000 as bigint), 0) as score_pct,
        (100 * cast(s.self_points * 10000 as bigint))
            / nullif(cast(s.max_points * 10000 as bigint), 0) as self_pct,
        case when s.criteria_verified = s.criteria_applicable then
            (100 * cast(s.verified_points * 10000 as bigint))
            / nullif(cast(s.max_points * 10000 as bigint), 0)
        end as verified_pct,
        s.criteria_applicable,
        s.criteria_scored,
        s.criteria_verified,
        s.criteria_final,
        case
            when s.criteria_applicable is null or s.criteria_applicable = 0 then null
            when s.criteria_issued = s.criteria_applicable then 'verified'
            when s.criteria_issued = 0 then 'self'
            else 'mixed'
        end as score_basis
    from staging.unit_scope as sc
    left join summed as s on s.year = sc.year and s.unit_code = sc.unit_code
    where sc.in_scope
),

-- least() knows no null, which is "no cap"
bounded as (
    select
        s.year,
        s.unit_code,
        case when s.score_pct > cast(f.cap_pct as double) then cast(f.cap_pct as double) else s.score_pct end as score_pct,
        case when s.self_pct > cast(f.cap_pct as double) then cast(f.cap_pct as double) else s.self_pct end as self_pct,
        case when s.verified_pct > cast(f.cap_pct as double) then cast(f.cap_pct as double) else s.verified_pct end
            as verified_pct
    from shares as s
    inner join reference.frameworks as f on f.framework_code = s.framework_code
),

percents as (
    select
        s.year,
        s.unit_code,
        s.unit_name,
        s.block_code,
        s.framework_code,
        s.self_points,
        s.verified_points,
        s.points,
        s.max_points,
        case when b.score_pct < 0 then cast(0 as double) else b.score_pct end as score_pct,
        case when b.self_pct < 0 then cast(0 as double) else b.self_pct end as self_pct,
        case when b.verified_pct < 0 then cast(0 as double) else b.verified_pct end as verified_pct,
        s.criteria_applicable,
        s.criteria_scored,
        s.criteria_verified,
        s.criteria_final,
        s.score_basis
    from shares as s
    left join bounded as b on b.year = s.year and b.unit_code = s.unit_code
),

classed as (
    select
        p.year,
        p.unit_code,
        max_by(c.class_code, c.lower_pct) as class_code
    from percents as p
    inner join mart.class as c
        on c.framework_code = p.framework_code and cast(c.lower_pct as double) <= p.score_pct
    left join mart.class_condition_unit as n
        on n.year = p.year and n.unit_code = p.unit_code and n.class_code = c.class_code and not n.is_met
    where n.class_code is null
    group by p.year, p.unit_code
),

frameworks as (
    select year, count(distinct framework_code) as number_of_frameworks
    from reference.framework_years
    where assessment_code is null
    group by year
),

ranked as (
    select
        p.*,
        c.class_code,
        case when p.score_pct is not null then
            rank() over (
                partition by p.year, p.block_code, p.framework_code order by p.score_pct desc nulls last
            )
        end as rank_block,
        case when p.score_pct is not null and f.number_of_frameworks = 1 then
            rank() over (partition by p.year order by p.score_pct desc nulls last)
        end as rank_overall
    from percents as p
    left join frameworks as f on f.year = p.year
    left join classed as c on c.year = p.year and c.unit_code = p.unit_code
)

select
    r.year,
    r.unit_code,
    r.unit_name,
    r.block_code,
    r.framework_code,
    r.self_points,
    r.verified_points,
    r.points,
    r.max_points,
    r.score_pct,
    r.self_pct,
    r.verified_pct,
    r.criteria_applicable,
    r.criteria_scored,
    r.criteria_verified,
    r.criteria_final,
    r.score_basis,
    r.class_code,
    r.rank_block,
    r.rank_overall,
    previous.rank_block as rank_block_previous,
    previous.rank_block - r.rank_block as rank_block_change,
    sub.submission_version,
    sub.version_received_on,
    rs.first_received_on,
    rs.accepted_on,
    rs.received_on,
    rs.received_on_source,
    coalesce(rs.needs_supplement, false) as needs_supplement,
    coalesce(rs.is_under_check, false) as is_under_check,
    c.due_on,
    c.days_late,
    coalesce(c.status, 'not_due') as status,
    coalesce(c.told_status, 'not_due') as told_status,
    c.told_days,
    c.obligation,
    (coalesce(c.obligation, 'none') <> 'requested' or st.requested_units_rated)
    and r.unit_code <> coalesce(st.council_unit_code, '') as is_rated
from ranked as r
cross join staging.setting as st
left join ranked as previous
    on previous.unit_code = r.unit_code and previous.year = r.year - 1
    and previous.block_code = r.block_code and previous.framework_code = r.framework_code
left join staging.submission as sub
    on sub.unit_code = r.unit_code and sub.year = r.year and sub.is_current
left join staging.receipt_summary as rs
    on rs.unit_code = r.unit_code and rs.year = r.year and rs.milestone_code = 'self_assessment'
left join mart.compliance as c
    on c.unit_code = r.unit_code and c.year = r.year and c.milestone_code = 'self_assessment';
