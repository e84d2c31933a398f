-- One row per self-assessment and criterion that it scores: its own score, else the sum of its sub-criteria's. Points:
-- DECIMAL(9,4), as received. Source: raw.self_assessment.
with scored as (
    select
        a.file_seq,
        c.framework_code,
        coalesce(c.parent_code, c.criterion_code) as criterion_code,
        c.parent_code is not null as is_part,
        cast(a.self_value as decimal(9, 4)) as points
    from raw.self_assessment as a
    inner join reference.criteria as c
        on c.framework_code = a.framework_code and c.criterion_code = a.criterion_code
    where a.self_value is not null
)

select
    file_seq,
    framework_code,
    criterion_code,
    cast(
        coalesce(sum(case when not is_part then points end), sum(case when is_part then points end)) as decimal(9, 4)
    ) as points
from scored
group by file_seq, framework_code, criterion_code;
