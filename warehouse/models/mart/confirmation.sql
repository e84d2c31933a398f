-- One row per unit and year assessed with a sheet of facts to confirm (phiếu xác nhận): the latest entry. is_closed: it came
-- back by as_of, or its last day is past. Source: raw.confirmation.
with latest as (
    select r.*, f.sha256
    from raw.confirmation as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify row_number() over (partition by r.unit_code, r.year order by f.version desc, r.row_number desc) = 1
)

select
    l.unit_code,
    l.year,
    l.sent_on,
    l.due_on,
    l.returned_on,
    l.content,
    coalesce(l.returned_on <= b.as_of, false) or l.due_on < b.as_of as is_closed,
    l.sha256 as source_sha256,
    l.sheet as source_sheet,
    l.row_number as source_row
from latest as l
cross join reference.build as b
where not l.is_withdrawn;
