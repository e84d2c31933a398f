-- One row per unit, day and matter raised: the latest entry. Source: raw.question.
with latest as (
    select r.*, f.sha256
    from raw.question as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify
        row_number() over (
            partition by r.unit_code, r.asked_on, lower(r.content)
            order by f.version desc, r.row_number desc
        ) = 1
)

select
    unit_code,
    asked_on,
    year(asked_on) as year,
    content,
    coalesce(beyond_authority = 'yes', false) as is_beyond_authority,
    answer,
    answered_on,
    sha256 as source_sha256,
    sheet as source_sheet,
    row_number as source_row
from latest
where not is_withdrawn;
