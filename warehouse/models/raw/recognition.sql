-- One row per model of the work or award, one year, as received; is_withdrawn takes an earlier row with the same key
-- back. Source: progress files.
create table raw.recognition (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    form string,
    subject string,
    year bigint,
    unit_code string,
    content string,
    document_number string
);
