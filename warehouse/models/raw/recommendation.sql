-- One row per recommendation to a unit, as received; is_withdrawn takes an earlier row with the same key back.
-- Amounts and counts are canonical numbers. Source: follow_up files.
create table raw.recommendation (
    file_seq bigint,
    sheet varchar,
    row_number bigint,
    is_withdrawn boolean,
    unit_code varchar,
    year bigint,
    content varchar,
    criterion_code varchar,
    made_on date,
    due_on date,
    basis varchar,
    done_on date,
    proof varchar
);
