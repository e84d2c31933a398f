-- Bad rows: an accepted file whose raw rows are not the rows that the run reported as loaded.
with loaded as (
    select file_seq from raw.self_assessment
    union all
    select file_seq from raw.consolidated_score
    union all
    select file_seq from raw.intake_register
)
select f.file_seq, f.path, f.row_count, count(l.file_seq) as raw_rows
from raw.received_file as f
left join loaded as l on l.file_seq = f.file_seq
where
    f.kind in ('self_assessment', 'consolidated', 'intake_register')
    and f.status in ('accepted', 'accepted_with_warnings', 'superseded')
group by f.file_seq, f.path, f.row_count
having f.row_count <> count(l.file_seq);
