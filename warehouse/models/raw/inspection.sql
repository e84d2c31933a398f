-- One row per inspection of a unit, as received; is_withdrawn takes an earlier row with the same key back.
-- Amounts and counts are canonical numbers. Source: progress files.
create table raw.inspection (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    unit_code string,
    inspected_on date,
    content string,
    conclusion string,
    document_number string,
    topic_code string
);
