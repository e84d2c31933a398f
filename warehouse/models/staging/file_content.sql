-- One row per file event, duplicates too: content_seq is the first event with the same bytes or the same content (kind,
-- unit, year, content_hash), so what it numbers is one file however often and under whatever names it came. What bytes
-- hold is what was read of them last: a duplicate is not read, and of a refused file a part may be unreadable, so that
-- equal hashes do not mean equal content there. name_key: the name as rows of the register are compared with it.
with held as (
    select sha256, kind, unit_code, year, content_hash
    from raw.received_file
    where content_hash is not null and status <> 'rejected'
    qualify row_number() over (partition by sha256 order by file_seq desc) = 1
),

opened as (
    select
        f.file_seq,
        lower(f.file_name) as name_key,
        -- a file that could not be opened has no hash, and is no other's copy
        coalesce(nullif(f.sha256, ''), cast(f.file_seq as string)) as bytes_key,
        h.kind,
        h.unit_code,
        h.year,
        h.content_hash
    from raw.received_file as f
    left join held as h on h.sha256 = f.sha256
)

select
    file_seq,
    name_key,
    case
        when content_hash is null then min(file_seq) over (partition by bytes_key)
        else min(file_seq) over (partition by kind, unit_code, year, content_hash)
    end as content_seq
from opened;
