-- One row per proposal on institutions, one addressee and year, as received; is_withdrawn takes an earlier row with the same key
-- back. Source: progress files.
create table raw.proposal (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    content string,
    addressee string,
    year bigint,
    basis string,
    document_number string,
    answer string
);
