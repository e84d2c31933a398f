-- One row per file event in force that came in a hand-over: which file of which office it is, or is a part of.
-- Source: archive/journal.jsonl.
create table raw.handed_over (
    file_seq bigint,            -- journal sequence number of the event; key
    handed_by string,           -- office that handed it over
    package_code string,        -- code of the package, as its minutes print it
    head_seq bigint,            -- last line of that office's journal then
    head_sha256 string,         -- hash of that line
    is_extract boolean,         -- rows about the units handed over; the whole file stays where it was
    original_name string,
    original_sha256 string
);
