-- One row per stage that was set for a year (journal `staged`). Source: archive/journal.jsonl.
create table raw.stage (
    event_seq bigint,           -- journal sequence number of the event; the last of a year is in force
    year bigint,                -- year assessed
    stage string,
    since date,                 -- day on which it was set
    document_number string,
    document_date date,
    snapshot_id string          -- the first snapshot that held it
);
