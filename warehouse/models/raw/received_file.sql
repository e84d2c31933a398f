-- One row per file event in force (journal `received`), rejected ones too. Source: archive/journal.jsonl.
create table raw.received_file (
    file_seq bigint,            -- journal sequence number of the event; key
    run_seq bigint,             -- run in which it came; part of the version order
    received_at varchar,        -- clock time of the run (ISO 8601)
    who varchar,                -- operator
    path varchar,               -- relative to the PATH given, NFC; part of the version order
    file_name varchar,          -- last part of the path, NFC
    sha256 varchar,
    ext varchar,                -- from detected content
    kind varchar,
    status varchar,             -- accepted, accepted_with_warnings, superseded, duplicate, rejected
    unit_code varchar,          -- null where there is not exactly one
    year bigint,                -- year assessed; null where there is not exactly one
    framework_code varchar,
    given_on date,              -- --received-on
    first_seen_on date,         -- as_of of the run in which these bytes were first received
    content_hash varchar,
    row_count bigint            -- data rows loaded
);
