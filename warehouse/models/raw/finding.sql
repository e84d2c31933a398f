-- One row per finding of a received file. Source: archive/journal.jsonl.
create table raw.finding (
    file_seq bigint,
    finding_number bigint,
    severity varchar,           -- error, warning, info
    code varchar,
    sheet varchar,
    cell varchar,
    found varchar,
    expected varchar,
    message varchar
);
