-- One row per task, year and reporting unit (null: the city as a whole): the latest report. Contributions: VND.
-- Source: staging.task_progress.
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
    contributions,
    evidence,
    source_sha256,
    source_sheet,
    source_row
from staging.task_progress;
