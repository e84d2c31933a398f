-- One row per year, unit and criterion of the yearly assessment that a reply speaks of: the latest reply in version
-- order (rule 11).
-- in_window: received within the days for replies; null where no days are set. Points: DECIMAL(9,4).
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
    f.sha256,
    r.sheet,
    r.cell,
    r.proposed_cell,
    f.received_on,
    f.received_on_source,
    w.opens_on,
    w.closes_on,
    f.received_on between w.opens_on and w.closes_on as in_window,
    count(*) over (partition by r.year, r.unit_code, r.criterion_code) as replies
from raw.reply as r
inner join staging.accepted_file as f on f.file_seq = r.file_seq
left join staging.reply_window as w on w.year = r.year and w.unit_code = r.unit_code
where f.assessment_code is null
qualify
    row_number() over (
        partition by r.year, r.unit_code, r.criterion_code
        order by f.version desc, r.sheet desc, r.cell desc
    ) = 1;
