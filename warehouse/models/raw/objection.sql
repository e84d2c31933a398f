-- One row per objection of a unit to its published result, as received; is_withdrawn takes an earlier row with the same key back.
-- Source: follow_up files.
create table raw.objection (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    unit_code string,
    year bigint,
    received_on date,
    content string,
    criterion_code string,
    document_number string,
    answer string,
    answered_on date,
    answer_document string
);
