-- One row per unit, year and source of money, as received; is_withdrawn takes an earlier row with the same key back.
-- Amounts and counts are canonical numbers. Source: progress files.
create table raw.budget (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    unit_code string,
    year bigint,
    source string,
    amount string,
    amount_million string,
    topic_code string
);
