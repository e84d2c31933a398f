-- One row per assessment (null: the yearly one), year, unit, criterion and score type (verified, final): the latest value
-- issued by Phòng Tư pháp.
-- An empty cell deletes nothing; it never arrives here (rule 5). points: DECIMAL(9,4).
select
    f.assessment_code,
    c.year,
    c.unit_code,
    c.criterion_code,
    c.score_type,
    cast(c.value as decimal(9, 4)) as points,
    c.not_applicable,
    f.sha256,
    c.sheet,
    c.cell,
    c.file_seq
from raw.consolidated_score as c
inner join staging.accepted_file as f on f.file_seq = c.file_seq
where c.value is not null or c.not_applicable -- a row that speaks of the evidence alone gives no score
qualify
    row_number() over (
        partition by f.assessment_code, c.year, c.unit_code, c.criterion_code, c.score_type
        order by f.version desc, c.sheet desc, c.cell desc
    ) = 1;
