-- One row per stage that was set for a year (journal `staged`). Source: archive/journal.jsonl.
create table raw.stage (
    event_seq bigint,           -- journal sequence number of the event; the last of a year is in force
    year bigint,                -- year assessed
    stage string,
    since date,                 -- day on which it was set
    document_number string,
    document_date date,
    snapshot_id string,         -- the first snapshot that held it
    note string,                -- what whoever set it wrote, such as why it was returned
    set_by string,              -- who set it, or confirmed it where a second person does
    set_at string,              -- clock time (ISO 8601)
    proposed_by string,         -- who proposed it; null where one person is enough
    file_name string,           -- the signed document, where it was given
    file_sha256 string
);
