-- Stages that were set for a year, oldest first; is_last: the one in force.
select
    stage, since, document_number, document_date, snapshot_id, note, set_by, set_at, proposed_by, file_name, file_sha256,
    event_seq = max(event_seq) over () as is_last
from mart.stage_history
where year = $year
order by event_seq
