-- One row per question or matter that a unit raised, as received; is_withdrawn takes an earlier row with the same key back.
-- Amounts and counts are canonical numbers. Source: progress files.
create table raw.question (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    unit_code string,
    asked_on date,
    content string,
    beyond_authority string,
    answer string,
    answered_on date
);
