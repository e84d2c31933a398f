-- One row per sheet of facts that a unit was asked to confirm, as received; is_withdrawn takes an earlier row with the same key back.
-- Source: follow_up files.
create table raw.confirmation (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    unit_code string,
    year bigint,
    sent_on date,
    due_on date,
    returned_on date,
    content string
);
