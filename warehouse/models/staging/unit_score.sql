-- One row per assessment (null: the yearly one), year and unit in scope that it assesses, submitted or not: what it has, of
-- what, and its class. Points: DECIMAL(9,4); *_pct: 0-100 of the maximum of the applicable criteria, at most the cap of the
-- framework and never below 0. Classes use score_pct and the conditions of the framework (rules 2, 4, 6, 17); bonus and
-- penalty are in points only.
with scope as (
    select cast(null as string) as assessment_code, year, unit_code, unit_name, block_code, framework_code
    from staging.unit_scope
    where in_scope
    union all
    select assessment_code, year, unit_code, unit_name, block_code, framework_code
    from staging.assessment_scope
    where in_scope
),

summed as (
    select
        assessment_code,
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
    from staging.score
    where parent_code is null
    group by assessment_code, year, unit_code
),

shares as (
    select
        sc.assessment_code,
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
    from scope as sc
    left join summed as s
        on s.assessment_code is not distinct from sc.assessment_code and s.year = sc.year and s.unit_code = sc.unit_code
),

-- least() knows no null, which is "no cap"
bounded as (
    select
        s.assessment_code,
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
        s.assessment_code,
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
    left join bounded as b
        on b.assessment_code is not distinct from s.assessment_code and b.year = s.year and b.unit_code = s.unit_code
),

classed as (
    select
        p.assessment_code,
        p.year,
        p.unit_code,
        max_by(c.class_code, c.lower_pct) as class_code
    from percents as p
    inner join reference.frameworks as f on f.framework_code = p.framework_code and f.class_basis is not null
    inner join reference.classes as c
        on c.framework_code = p.framework_code and cast(c.lower_pct as double) <= p.score_pct
    left join staging.class_condition as n
        on n.assessment_code is not distinct from p.assessment_code and n.year = p.year and n.unit_code = p.unit_code and n.class_code = c.class_code
        and not n.is_met
    where n.class_code is null
    group by p.assessment_code, p.year, p.unit_code
)

select
    p.*,
    c.class_code
from percents as p
left join classed as c
    on c.assessment_code is not distinct from p.assessment_code and c.year = p.year and c.unit_code = p.unit_code;
