-- One row per day and giver of an opinion on the work: the latest entry. Source: raw.front_opinion.
with latest as (
    select r.*, f.sha256
    from raw.front_opinion as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify row_number() over (partition by r.given_on, lower(r.giver) order by f.version desc, r.row_number desc) = 1
)

select
    given_on,
    year(given_on) as year,
    giver,
    document_number,
    content,
    response,
    sha256 as source_sha256,
    sheet as source_sheet,
    row_number as source_row
from latest
where not is_withdrawn;
