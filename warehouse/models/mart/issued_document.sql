-- One row per number and day of a document issued for the work: the latest entry. Source: raw.issued_document.
with latest as (
    select r.*, f.sha256
    from raw.issued_document as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify
        row_number() over (
            partition by lower(r.document_number), r.issued_on
            order by f.version desc, r.row_number desc
        ) = 1
)

select
    document_number,
    issued_on,
    year(issued_on) as year,
    issuer,
    document_type,
    content,
    task_code,
    topic_code,
    sha256 as source_sha256,
    sheet as source_sheet,
    row_number as source_row
from latest
where not is_withdrawn;
