-- What of the unit $unit differs between two snapshots (catalogs `before`, `after`), one row per fact that is gone or new: its
-- points, class, days of receipt and deadlines, and what the card of its head rests on. Not its ranks, which others change,
-- and of what a later day changes by itself only what is the same until the day of `before`. A year or deadline that is only
-- in `after` began meanwhile.
with same_day as (
    select b.as_of as from_day, a.as_of = b.as_of as is_same
    from before.reference.build as b
    cross join after.reference.build as a
),

result_before as (
    select
        year, block_code, framework_code, self_points, verified_points, points, max_points, score_pct, class_code,
        submission_version, first_received_on, accepted_on, received_on, needs_supplement, due_on, obligation
    from before.mart.unit_year
    where unit_code = $unit
),

result_after as (
    select
        year, block_code, framework_code, self_points, verified_points, points, max_points, score_pct, class_code,
        submission_version, first_received_on, accepted_on, received_on, needs_supplement, due_on, obligation
    from after.mart.unit_year
    where unit_code = $unit
),

deadline_before as (
    select year, milestone_code, obligation, due_on, first_received_on, accepted_on, done_on, extended_until
    from before.mart.compliance
    where unit_code = $unit
),

deadline_after as (
    select year, milestone_code, obligation, due_on, first_received_on, accepted_on, done_on, extended_until
    from after.mart.compliance
    where unit_code = $unit
),

other_before as (
    select year, assessment_code, points, max_points, score_pct, class_code, submission_version, received_on, due_on
    from before.mart.assessment_unit
    where unit_code = $unit
),

other_after as (
    select year, assessment_code, points, max_points, score_pct, class_code, submission_version, received_on, due_on
    from after.mart.assessment_unit
    where unit_code = $unit
),

head_before as (
    select
        h.head_code, h.year, h.position, h.is_accountable, h.class_code, h.late_count, h.missing_count,
        h.reference_finding, h.reasons
    from before.mart.head_year as h
    cross join same_day as s
    where h.unit_code = $unit and (s.is_same or h.year < year(s.from_day))
),

head_after as (
    select
        h.head_code, h.year, h.position, h.is_accountable, h.class_code, h.late_count, h.missing_count,
        h.reference_finding, h.reasons
    from after.mart.head_year as h
    cross join same_day as s
    where h.unit_code = $unit and (s.is_same or h.year < year(s.from_day))
),

score_before as (
    select year, criterion_code, self_points, verified_points, final_points, points, max_points, applicable
    from before.mart.criterion_unit_year
    where unit_code = $unit
),

score_after as (
    select year, criterion_code, self_points, verified_points, final_points, points, max_points, applicable
    from after.mart.criterion_unit_year
    where unit_code = $unit
),

follow_up_before as (
    select year, content, made_on, due_on, done_on, proof from before.mart.follow_up where unit_code = $unit
),

follow_up_after as (
    select year, content, made_on, due_on, done_on, proof from after.mart.follow_up where unit_code = $unit
),

sheet_before as (
    select year, returned_on, content
    from before.mart.confirmation
    where unit_code = $unit and returned_on is not null
),

sheet_after as (
    select year, returned_on, content
    from after.mart.confirmation
    where unit_code = $unit and returned_on is not null
)

select 'result' as what from (from result_before except all from result_after)
union all
select 'deadline' from (from deadline_before except all from deadline_after)
union all
select 'other assessment' from (from other_before except all from other_after)
union all
select 'head' from (from head_before except all from head_after)
union all
select 'head' from (from head_after except all from head_before)
union all
select 'score' from (from score_before except all from score_after)
union all
select 'score' from (from score_after except all from score_before)
union all
select 'follow-up' from (from follow_up_before except all from follow_up_after)
union all
select 'follow-up' from (from follow_up_after except all from follow_up_before)
union all
select 'sheet' from (from sheet_before except all from sheet_after)
union all
select 'sheet' from (from sheet_after except all from sheet_before);
