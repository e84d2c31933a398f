-- One row per receipt: a register row, the signed document that it notes, or a file that names one unit and year
-- (rule 11).
-- is_accepted: an accepted or superseded file; a register row only for milestones other than
-- self_assessment and the deadlines of assessments, for which a workbook is sent too.
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
    file_seq,
    unit_code,
    year,
    milestone_code,
    received_on,
    received_on_source,
    status in ('accepted', 'accepted_with_warnings', 'superseded') as is_accepted
from staging.file_date
where
    unit_code is not null
    and year is not null
    and milestone_code is not null
    and (kind = 'self_assessment' or (status = 'rejected' and kind <> 'reply'));
