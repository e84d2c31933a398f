-- One row per file event in force: what became of its data rows. Source: archive/journal.jsonl.
create table raw.file_rows (
    file_seq bigint,            -- journal sequence number of the event; key
    rows_in bigint,             -- data rows seen in the tables of the file
    rows_loaded bigint,
    rows_refused bigint         -- all of a rejected file, none of a duplicate
);
