-- One row per distinct line of all intake registers in force: the same line in a register sent again counts once.
-- What was noted of the signed document: the latest register that says it. Source: raw.intake_register.
select
    r.unit_code,
    r.year,
    r.milestone_code,
    r.received_on,
    r.document_number,
    nullif(trim(r.file_name), '') as file_name,
    max_by(r.signed_on, r.file_seq) filter (where r.signed_on is not null) as signed_on,
    cast(max_by(r.signed_total, r.file_seq) filter (where r.signed_total is not null) as decimal(9, 4)) as signed_total
from raw.intake_register as r
inner join raw.received_file as f on f.file_seq = r.file_seq
where f.status in ('accepted', 'accepted_with_warnings', 'superseded')
group by r.unit_code, r.year, r.milestone_code, r.received_on, r.document_number, nullif(trim(r.file_name), '');
