-- One row per distinct line of all intake registers in force: the same line in a register sent again counts once.
-- What was noted of the signed document: the latest line that says it. Source: raw.intake_register.
with line as (
    select
        r.*,
        nullif(trimmed(r.file_name), '') as name,
        row_number() over (partition by r.unit_code, r.year order by r.file_seq, r.sheet, r.row_number) as place
    from raw.intake_register as r
    inner join raw.received_file as f on f.file_seq = r.file_seq
    where f.status in ('accepted', 'accepted_with_warnings', 'superseded')
)

select
    unit_code,
    year,
    milestone_code,
    received_on,
    document_number,
    name as file_name,
    max_by(signed_on, place) filter (where signed_on is not null) as signed_on,
    cast(max_by(signed_total, place) filter (where signed_total is not null) as decimal(9, 4)) as signed_total
from line
group by unit_code, year, milestone_code, received_on, document_number, name;
