-- One row per model or award, its subject and year: the latest entry. form: model, award. Source: raw.recognition.
with latest as (
    select r.*, f.sha256
    from raw.recognition as r
    inner join raw.received_file as f on f.file_seq = r.file_seq
    inner join staging.file_date as d on d.file_seq = r.file_seq
    where f.status in ('accepted', 'accepted_with_warnings', 'superseded')
    qualify
        row_number() over (
            partition by r.form, lower(r.subject), r.year
            order by d.received_on desc, d.run_seq desc, d.path desc, r.file_seq desc, r.row_number desc
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
