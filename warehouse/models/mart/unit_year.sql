-- One row per year and unit in scope, submitted or not. Points: DECIMAL(9,4); *_pct: 0-100 of the maximum of the
-- applicable criteria, at most the cap of the framework and never below 0. Ranks use score_pct and nothing else, classes it
-- and the conditions of the framework (rules 2, 4, 6, 7, 17); bonus and penalty are in points only. is_rated: whether pages and
-- documents tell class and rank (mart.ranking): not of a unit that was only asked to assess itself, nor of the
-- council. A result that another office handed over has no rank here: the units that it was ranked among are not here.
with frameworks as (
    select year, count(distinct framework_code) as number_of_frameworks
    from reference.framework_years
    where assessment_code is null
    group by year
),

ranked as (
    select
        p.*,
        sub.submission_version,
        sub.version_received_on,
        case when p.score_pct is not null and h.file_seq is null then
            rank() over (
                partition by p.year, p.block_code, p.framework_code, h.file_seq is null order by p.score_pct desc nulls last
            )
        end as rank_block,
        case when p.score_pct is not null and h.file_seq is null and f.number_of_frameworks = 1 then
            rank() over (partition by p.year, h.file_seq is null order by p.score_pct desc nulls last)
        end as rank_overall
    from staging.unit_score as p
    left join frameworks as f on f.year = p.year
    left join staging.submission as sub
        on sub.unit_code = p.unit_code and sub.year = p.year and sub.is_current
    left join raw.handed_over as h on h.file_seq = sub.file_seq
    where p.assessment_code is null
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
    r.submission_version,
    r.version_received_on,
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
left join staging.receipt_summary as rs
    on rs.unit_code = r.unit_code and rs.year = r.year and rs.milestone_code = 'self_assessment'
left join mart.compliance as c
    on c.unit_code = r.unit_code and c.year = r.year and c.milestone_code = 'self_assessment';
