-- One row per inspection of a unit, as received; is_withdrawn takes an earlier row with the same key back.
-- Amounts and counts are canonical numbers. Source: progress files.
create table raw.inspection (
    file_seq bigint,
    sheet varchar,
    row_number bigint,
    is_withdrawn boolean,
    unit_code varchar,
    inspected_on date,
    content varchar,
    conclusion varchar,
    document_number varchar
);
