-- One row per file of a run whose unit was on time by its first receipt and late by the accepted one, and per line of
-- its register where soft copy and signed document fall on both sides of the due day (rule 11).
-- Parameter: the first file_seq of the run.
select
    s.file_seq,
    cast(null as string) as sheet,
    cast(null as string) as cell,
    cast(r.first_received_on as string) || ' / ' || cast(r.accepted_on as string) as found,
    cast(d.due_on as string) as expected,
    cast(null as string) as criterion
from staging.submission as s
inner join staging.receipt_summary as r
    on r.unit_code = s.unit_code and r.year = s.year and r.milestone_code = 'self_assessment'
inner join staging.due as d
    on d.unit_code = s.unit_code and d.year = s.year and d.milestone_code = 'self_assessment'
where
    s.file_seq >= $first_seq
    and s.is_current
    and r.first_received_on <= d.due_on
    and r.accepted_on > d.due_on
union all
select
    r.file_seq,
    r.sheet,
    'A' || cast(r.row_number as string) as cell,
    'bản mềm ' || cast(r.received_on as string) || ', bản ký ' || cast(r.signed_on as string) as found,
    cast(d.due_on as string) as expected,
    cast(null as string) as criterion
from raw.intake_register as r
inner join staging.due as d
    on d.unit_code = r.unit_code and d.year = r.year and d.milestone_code = r.milestone_code
inner join raw.received_file as f on f.file_seq = r.file_seq and f.status in ('accepted', 'accepted_with_warnings')
where
    r.file_seq >= $first_seq
    and (r.received_on <= d.due_on) <> (r.signed_on <= d.due_on);
