-- One row per cell of a run that gives another value than a cell of the same date (rule 5).
-- Parameter: the first file_seq of the run.
select distinct
    c.file_seq,
    c.sheet,
    c.cell,
    c.unit_code || ' ' || c.criterion_code || ': ' || coalesce(c.value, 'KAD') || ' / ' || coalesce(o.value, 'KAD') as found,
    cast(null as string) as expected,
    c.criterion_code as criterion
from raw.consolidated_score as c
inner join staging.file_date as d on d.file_seq = c.file_seq
inner join raw.consolidated_score as o
    on o.year = c.year and o.unit_code = c.unit_code and o.criterion_code = c.criterion_code
    and o.score_type = c.score_type and o.file_seq < c.file_seq
inner join staging.file_date as od on od.file_seq = o.file_seq and od.received_on = d.received_on
    and od.assessment_code is not distinct from d.assessment_code
where
    c.file_seq >= $first_seq
    and (c.value is not null or c.not_applicable) and (o.value is not null or o.not_applicable)
    and (coalesce(c.value, '') <> coalesce(o.value, '') or c.not_applicable <> o.not_applicable)
order by 1, 3;
