-- One row per receipt: a register row, the signed document that it notes, or a file that names one unit and year
-- (rule 11).
-- is_accepted: an accepted or superseded file; a register row only for milestones other than
-- self_assessment and the deadlines of assessments, for which a workbook is sent too. What the office says of its own unit
-- and one signed-in person alone brought in is no receipt.
with of_one_person as (
    select distinct file_seq
    from raw.finding
    where code in ('second_person_needed', 'own_receipt_alone')
)

select
    'register' as source,
    cast(null as bigint) as file_seq,
    r.unit_code,
    r.year,
    r.milestone_code,
    r.received_on,
    'register' as received_on_source,
    r.milestone_code <> 'self_assessment' and m.milestone_code is null as is_accepted
from staging.register_row as r
left join reference.milestones as m on m.milestone_code = r.milestone_code and m.assessment_code is not null
union all
select
    'signed' as source,
    cast(null as bigint) as file_seq,
    r.unit_code,
    r.year,
    r.milestone_code,
    r.signed_on as received_on,
    'register' as received_on_source,
    r.milestone_code <> 'self_assessment' and m.milestone_code is null as is_accepted
from staging.register_row as r
left join reference.milestones as m on m.milestone_code = r.milestone_code and m.assessment_code is not null
where r.signed_on is not null
union all
select
    'file' as source,
    d.file_seq,
    d.unit_code,
    d.year,
    d.milestone_code,
    d.received_on,
    d.received_on_source,
    d.status in ('accepted', 'accepted_with_warnings', 'superseded') as is_accepted
from staging.file_date as d
left join of_one_person as o on o.file_seq = d.file_seq
where
    o.file_seq is null
    and d.unit_code is not null
    and d.year is not null
    and d.milestone_code is not null
    and (d.kind = 'self_assessment' or (d.status = 'rejected' and d.kind <> 'reply'));
