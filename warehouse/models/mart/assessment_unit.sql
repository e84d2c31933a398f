-- One row per assessment beside the yearly one and unit in scope that it assesses, submitted or not (rule 18). Points:
-- DECIMAL(9,4); score_pct: 0-100 of the maximum of the applicable criteria. status: on_time, late, missing, not_due, of the
-- milestone that is its deadline; without one not_due. It counts for nothing in the yearly marts.
select
    s.year,
    s.assessment_code,
    s.unit_code,
    s.unit_name,
    s.block_code,
    s.framework_code,
    s.self_points,
    s.verified_points,
    s.points,
    s.max_points,
    s.score_pct,
    s.criteria_applicable,
    s.criteria_scored,
    s.score_basis,
    s.class_code,
    sub.submission_version,
    r.received_on,
    r.received_on_source,
    c.due_on,
    c.days_late,
    coalesce(c.status, 'not_due') as status,
    coalesce(c.told_status, 'not_due') as told_status,
    c.obligation
from staging.unit_score as s
left join staging.any_submission as sub
    on sub.assessment_code = s.assessment_code and sub.year = s.year and sub.unit_code = s.unit_code and sub.is_current
left join reference.milestones as m on m.assessment_code = s.assessment_code
left join staging.receipt_summary as r
    on r.unit_code = s.unit_code and r.year = s.year
    and r.milestone_code = coalesce(m.milestone_code, s.assessment_code)
left join mart.compliance as c
    on c.unit_code = s.unit_code and c.year = s.year and c.milestone_code = m.milestone_code
where s.assessment_code is not null;
