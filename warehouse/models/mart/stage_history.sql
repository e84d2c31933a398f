-- One row per stage that was set for a year: when, by whom, on which document, and the snapshot that held it first.
-- Source: raw.stage.
select
    year,
    event_seq,
    stage,
    since,
    document_number,
    document_date,
    snapshot_id,
    note,
    set_by,
    set_at,
    proposed_by,
    file_name,
    file_sha256
from raw.stage;
