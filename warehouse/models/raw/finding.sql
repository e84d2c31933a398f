-- One row per finding of a received file. Source: archive/journal.jsonl.
create table raw.finding (
    file_seq bigint,
    finding_number bigint,
    severity string,            -- error, warning, info
    code string,
    sheet string,
    cell string,
    found string,
    expected string,
    message string
);
