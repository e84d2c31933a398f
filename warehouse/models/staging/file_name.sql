-- One row per file (content_seq: by its bytes or content) and name under which it was received, with the first event
-- that had it. The one place that says whether a row of the register, which names a file, means this one (rule 11).
select
    content_seq,
    name_key,
    min(file_seq) as first_file_seq
from staging.file_content
group by content_seq, name_key;
