-- One row per computer program or database used for the work, one year, as received; is_withdrawn takes an earlier row with the same key
-- back. Source: progress files.
create table raw.it_system (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    system_name string,
    year bigint,
    content string,
    unit_count bigint,
    use_count bigint,
    evidence string
);
