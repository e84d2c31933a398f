-- One row per unit, year assessed, day and matter of an objection to a published result (kiến nghị sau công bố): the latest
-- entry. is_open: not answered by as_of. Source: raw.objection.
with latest as (
    select r.*, f.sha256
    from raw.objection as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify
        row_number() over (
            partition by r.unit_code, r.year, r.received_on, lower(r.content)
            order by f.version desc, r.row_number desc
        ) = 1
)

select
    l.unit_code,
    l.year,
    l.received_on,
    l.content,
    l.criterion_code,
    l.document_number,
    l.answer,
    l.answered_on,
    l.answer_document,
    l.answered_on is null or l.answered_on > b.as_of as is_open,
    l.sha256 as source_sha256,
    l.sheet as source_sheet,
    l.row_number as source_row
from latest as l
cross join reference.build as b
where not l.is_withdrawn;
