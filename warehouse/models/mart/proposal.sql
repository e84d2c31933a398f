-- One row per proposal on institutions, addressee and year: the latest entry. Source: raw.proposal.
with latest as (
    select r.*, f.sha256
    from raw.proposal as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify
        row_number() over (
            partition by lower(r.content), lower(r.addressee), r.year
            order by f.version desc, r.row_number desc
        ) = 1
)

select
    content,
    addressee,
    year,
    basis,
    document_number,
    answer,
    sha256 as source_sha256,
    sheet as source_sheet,
    row_number as source_row
from latest
where not is_withdrawn;
