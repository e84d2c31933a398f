-- One row per unit, year, milestone and day of a reminder: the latest entry. Source: raw.reminder.
with latest as (
    select r.*, f.sha256
    from raw.reminder as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify
        row_number() over (
            partition by r.unit_code, r.year, r.milestone_code, r.sent_on
            order by f.version desc, r.row_number desc
        ) = 1
)

select
    unit_code,
    year,
    milestone_code,
    sent_on,
    round,
    way,
    document_number,
    sha256 as source_sha256,
    sheet as source_sheet,
    row_number as source_row
from latest
where not is_withdrawn;
