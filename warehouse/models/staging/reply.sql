-- One row per year, unit and criterion of the yearly assessment that a reply speaks of: the latest reply in version
-- order (rule 11).
-- A table of the office tells what a unit answered, not when: received_on is then the day of the unit's own reply, where there is
-- one. in_window: received within the days for replies; null where no days are set, or only a table of the office tells of it.
-- Points: DECIMAL(9,4).
with received as (
    select
        r.*,
        f.sha256,
        f.received_on,
        f.received_on_source,
        f.version,
        max(case when r.issuer = 'unit' then f.received_on end) over (partition by r.year, r.unit_code, r.criterion_code) as own_on
    from raw.reply as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    where f.assessment_code is null
)

select
    r.year,
    r.unit_code,
    r.criterion_code,
    r.issuer,
    r.answer,
    r.answer_text,
    r.reply_text,
    r.evidence,
    cast(r.proposed_value as decimal(9, 4)) as proposed_points,
    r.proposed_not_applicable,
    r.file_seq,
    r.sha256,
    r.sheet,
    r.cell,
    r.proposed_cell,
    case when r.issuer = 'unit' then r.received_on else coalesce(r.own_on, r.received_on) end as received_on,
    r.received_on_source,
    w.opens_on,
    w.closes_on,
    case when r.issuer = 'unit' then r.received_on else r.own_on end between w.opens_on and w.closes_on as in_window,
    count(*) over (partition by r.year, r.unit_code, r.criterion_code) as replies
from received as r
left join staging.reply_window as w on w.year = r.year and w.unit_code = r.unit_code
qualify
    row_number() over (
        partition by r.year, r.unit_code, r.criterion_code
        order by r.version desc, r.sheet desc, r.cell desc
    ) = 1;
