-- One row per reminder sent to a unit, as received; is_withdrawn takes an earlier row with the same key back.
-- Amounts and counts are canonical numbers. Source: follow_up files.
create table raw.reminder (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    unit_code string,
    year bigint,
    milestone_code string,
    sent_on date,
    round bigint,
    way string,
    document_number string
);
