-- One row per file event in force (journal `received`), rejected ones too. Source: archive/journal.jsonl.
create table raw.received_file (
    file_seq bigint,            -- journal sequence number of the event; key
    run_seq bigint,             -- run in which it came; part of the version order
    received_at string,         -- clock time of the run (ISO 8601)
    who string,                 -- operator
    path string,                -- relative to the PATH given, NFC; part of the version order
    file_name string,           -- last part of the path, NFC
    sha256 string,
    ext string,                 -- from detected content
    kind string,
    status string,              -- accepted, accepted_with_warnings, superseded, duplicate, rejected
    unit_code string,           -- null where there is not exactly one
    year bigint,                -- year assessed; null where there is not exactly one
    framework_code string,
    given_on date,              -- --received-on
    first_seen_on date,         -- as_of of the run in which these bytes were first received
    content_hash string,
    row_count bigint,           -- data rows loaded
    assessment_code string      -- null = the yearly assessment; '?' = one of several, nobody knows which (rejected)
);
