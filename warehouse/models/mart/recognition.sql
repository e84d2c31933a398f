-- One row per model or award, its subject and year: the latest entry. form: model, award. Source: raw.recognition.
with latest as (
    select r.*, f.sha256
    from raw.recognition as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify
        row_number() over (
            partition by r.form, lower(r.subject), r.year
            order by f.version desc, r.row_number desc
        ) = 1
)

select
    form,
    subject,
    year,
    unit_code,
    content,
    document_number,
    sha256 as source_sha256,
    sheet as source_sheet,
    row_number as source_row
from latest
where not is_withdrawn;
