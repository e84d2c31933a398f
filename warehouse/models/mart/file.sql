-- One row per file event in force, with its date and version. is_open: refused, and no accepted file of its kind, unit and
-- year came after it. handed_by: the office that handed it over; original_*: the file there, of which this may be a part
-- (is_extract). Source: raw.received_file (a copy of the journal), raw.handed_over.
select
    f.file_seq,
    f.run_seq,
    f.received_at,
    f.who,
    f.path,
    f.file_name,
    f.sha256,
    f.kind,
    f.status,
    coalesce(d.unit_code, f.unit_code) as unit_code,
    coalesce(d.year, f.year) as year,
    f.assessment_code,
    d.received_on,
    d.received_on_source,
    s.submission_version,
    coalesce(s.is_current, false) as is_current,
    f.row_count,
    r.rows_in,
    r.rows_loaded,
    r.rows_refused,
    f.status = 'rejected' and coalesce(
        max(case when f.status in ('accepted', 'accepted_with_warnings') then f.file_seq end) over (
            partition by f.kind, coalesce(d.unit_code, f.unit_code), coalesce(d.year, f.year)
        ) < f.file_seq, true
    ) as is_open,
    h.handed_by,
    coalesce(h.is_extract, false) as is_extract,
    h.original_name,
    h.original_sha256
from raw.received_file as f
left join raw.file_rows as r on r.file_seq = f.file_seq
left join raw.handed_over as h on h.file_seq = f.file_seq
left join staging.file_date as d on d.file_seq = f.file_seq
left join staging.any_submission as s on s.file_seq = f.file_seq;
