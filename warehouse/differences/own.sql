-- What the snapshot that is looked at (the catalog in use, `before` or `after`) says of the unit $unit, one row per fact: its
-- points, class, days of receipt and deadlines, and what the card of its head rests on; not its ranks, which others change.
-- fact: the values as text; counts_when_new: also where only the later snapshot has it (a year or deadline that only `after` has
-- began meanwhile). Of what a later day changes by itself only what is the same until the day of `before`.
with until as (
    select b.as_of as from_day, a.as_of = b.as_of as is_same
    from before.reference.build as b
    cross join after.reference.build as a
)

select
    'result' as what, false as counts_when_new,
    cast(row(
        year, block_code, framework_code, self_points, verified_points, points, max_points, score_pct, class_code,
        submission_version, first_received_on, accepted_on, received_on, needs_supplement, due_on, obligation
    ) as varchar) as fact
from mart.unit_year
where unit_code = $unit
union all
select
    'deadline', false,
    cast(row(year, milestone_code, obligation, due_on, first_received_on, accepted_on, done_on, extended_until) as varchar)
from mart.compliance
where unit_code = $unit
union all
select
    'other assessment', false,
    cast(row(
        year, assessment_code, points, max_points, score_pct, class_code, submission_version, received_on, due_on
    ) as varchar)
from mart.assessment_unit
where unit_code = $unit
union all
select
    'head', true,
    cast(row(
        h.head_code, h.year, h.position, h.is_accountable, h.class_code, h.late_count, h.missing_count, h.reference_finding,
        h.reasons
    ) as varchar)
from mart.head_year as h
cross join until as u
where h.unit_code = $unit and (u.is_same or h.year < year(u.from_day))
union all
select
    'score', true,
    cast(row(year, criterion_code, self_points, verified_points, final_points, points, max_points, applicable) as varchar)
from mart.criterion_unit_year
where unit_code = $unit
union all
select 'follow-up', true, cast(row(year, content, made_on, due_on, done_on, proof) as varchar)
from mart.follow_up
where unit_code = $unit
union all
select 'sheet', true, cast(row(year, returned_on, content) as varchar)
from mart.confirmation
where unit_code = $unit and returned_on is not null
