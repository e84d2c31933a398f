-- One row per distinct line of all intake registers in force: the same line in a register sent again counts once.
-- Source: raw.intake_register.
create table staging.register_row as
select distinct
    r.unit_code,
    r.year,
    r.milestone_code,
    r.received_on,
    r.document_number,
    nullif(trim(r.file_name), '') as file_name
from raw.intake_register as r
inner join raw.received_file as f on f.file_seq = r.file_seq
where f.status in ('accepted', 'accepted_with_warnings', 'superseded');
