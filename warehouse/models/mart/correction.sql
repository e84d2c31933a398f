-- One row per correction in force, applied or not. Points: DECIMAL(9,4); null points = not scored.
-- status: applied; outdated = the old value that it expects is no longer in force, so it changes nothing.
select
    c.year,
    c.unit_code,
    c.criterion_code,
    c.score_type,
    c.step,
    c.old_points,
    c.old_not_applicable,
    c.new_points,
    c.new_not_applicable,
    case when c.is_applied then 'applied' else 'outdated' end as status,
    c.is_there as figure_exists,
    c.found_points,
    c.found_not_applicable,
    c.reason,
    c.decided_by,
    c.decided_on,
    c.document_number,
    f.who as loaded_by,
    f.received_at as loaded_at,
    c.sha256 as source_sha256,
    c.sheet as source_sheet,
    c.new_cell as source_cell
from staging.correction as c
inner join raw.received_file as f on f.file_seq = c.file_seq;
