-- One row per document issued for the work, as received; is_withdrawn takes an earlier row with the same key back.
-- Amounts and counts are canonical numbers. Source: progress files.
create table raw.issued_document (
    file_seq bigint,
    sheet varchar,
    row_number bigint,
    is_withdrawn boolean,
    document_number varchar,
    issued_on date,
    issuer varchar,
    document_type varchar,
    content varchar,
    task_code varchar
);
