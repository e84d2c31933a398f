-- One row per document issued for the work, as received; is_withdrawn takes an earlier row with the same key back.
-- Amounts and counts are canonical numbers. Source: progress files.
create table raw.issued_document (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    document_number string,
    issued_on date,
    issuer string,
    document_type string,
    content string,
    task_code string,
    topic_code string
);
