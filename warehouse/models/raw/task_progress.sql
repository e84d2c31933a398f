-- One row per report on a task of the plan, one year, as received; is_withdrawn takes an earlier row with the same key back.
-- Amounts and counts are canonical numbers. Source: progress files.
create table raw.task_progress (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    task_code string,
    year bigint,
    unit_code string,
    status string,
    done_on date,
    documents bigint,
    classes bigint,
    participants bigint,
    news_items bigint,
    contributions string,
    evidence string
);
