-- Bad rows: a file whose data rows are not all accounted for as loaded or refused.
select file_seq, path, rows_in, row_count, rows_refused
from raw.received_file
where rows_in <> row_count + rows_refused;
