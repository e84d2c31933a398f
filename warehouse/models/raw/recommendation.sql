-- One row per recommendation to a unit, as received; is_withdrawn takes an earlier row with the same key back.
-- Amounts and counts are canonical numbers. Source: follow_up files.
create table raw.recommendation (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    unit_code string,
    year bigint,
    content string,
    criterion_code string,
    made_on date,
    due_on date,
    basis string,
    done_on date,
    proof string
);
