-- Bad rows: an accepted workbook whose raw rows are not the rows that the run reported as loaded.
select f.file_seq, f.path, f.row_count, count(a.file_seq) as raw_rows
from raw.received_file as f
left join raw.self_assessment as a on a.file_seq = f.file_seq
where f.kind = 'self_assessment' and f.status in ('accepted', 'accepted_with_warnings', 'superseded')
group by f.file_seq, f.path, f.row_count
having f.row_count <> count(a.file_seq);
