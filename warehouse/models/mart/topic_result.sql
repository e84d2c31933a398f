-- One row per topic, year and reporting unit (null: the city as a whole): the latest entry. Source: raw.topic_result.
with latest as (
    select r.*, f.sha256
    from raw.topic_result as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify
        row_number() over (
            partition by r.topic_code, r.year, r.unit_code
            order by f.version desc, r.row_number desc
        ) = 1
)

select
    topic_code,
    year,
    unit_code,
    content,
    status,
    classes,
    participants,
    evidence,
    sha256 as source_sha256,
    sheet as source_sheet,
    row_number as source_row
from latest
where not is_withdrawn;
