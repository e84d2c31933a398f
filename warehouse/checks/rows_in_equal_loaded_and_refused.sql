-- Bad rows: a file whose data rows are not all accounted for as loaded or refused.
select file_seq, rows_in, rows_loaded, rows_refused
from raw.file_rows
where rows_in <> rows_loaded + rows_refused;
