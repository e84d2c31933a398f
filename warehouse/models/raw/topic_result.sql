-- One row per report on a topic (chuyên đề), one year, as received; is_withdrawn takes an earlier row with the same key
-- back. Source: progress files.
create table raw.topic_result (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    topic_code string,
    year bigint,
    unit_code string,
    content string,
    status string,
    classes bigint,
    participants bigint,
    evidence string
);
