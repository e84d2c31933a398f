-- One row per task, year and reporting unit (null: the city as a whole): the latest report. Contributions: VND.
-- Source: raw.task_progress.
with latest as (
    select r.*, f.sha256
    from raw.task_progress as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify
        row_number() over (
            partition by r.task_code, r.year, r.unit_code
            order by f.version desc, r.row_number desc
        ) = 1
)

select
    task_code,
    year,
    unit_code,
    status,
    done_on,
    documents,
    classes,
    participants,
    news_items,
    cast(contributions as decimal(18, 2)) as contributions,
    evidence,
    file_seq,
    sha256 as source_sha256,
    sheet as source_sheet,
    row_number as source_row
from latest
where not is_withdrawn;
