-- One row per unit, year assessed and recommendation: the latest entry, as it stands on as_of. done: fulfilled by then;
-- overdue: the due date is past; open: not yet due. carried_over: not fulfilled when the year after began.
-- Source: raw.recommendation.
with latest as (
    select r.*, f.sha256
    from raw.recommendation as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify
        row_number() over (
            partition by r.unit_code, r.year, lower(r.content)
            order by f.version desc, r.row_number desc
        ) = 1
)

select
    l.unit_code,
    l.year,
    l.content,
    l.criterion_code,
    l.basis,
    l.made_on,
    l.due_on,
    l.done_on,
    l.proof,
    case
        when l.done_on <= b.as_of then 'done'
        when l.due_on < b.as_of then 'overdue'
        else 'open'
    end as status,
    case
        when l.due_on < b.as_of and (l.done_on is null or l.done_on > b.as_of) then days_between(l.due_on, b.as_of)
    end as days_overdue,
    year(coalesce(l.done_on, b.as_of)) > greatest(l.year, year(l.made_on)) as carried_over,
    l.sha256 as source_sha256,
    l.sheet as source_sheet,
    l.row_number as source_row
from latest as l
cross join reference.build as b
where not l.is_withdrawn;
