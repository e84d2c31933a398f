-- One row per self-score that a table of verified scores of the run shows otherwise than it counts: the cell was changed, or
-- the unit sent again after the table was made.
-- Parameter: the first file_seq of the run.
select
    b.file_seq,
    b.sheet,
    b.cell,
    replace(b.value, '.', ',') as found,
    case
        when s.self_na then 'Không áp dụng'
        else coalesce(shown_points(s.self_points), '–')
    end as expected,
    b.criterion_code as criterion
from raw.self_beside as b
inner join staging.score as s
    on s.assessment_code is null and s.year = b.year and s.unit_code = b.unit_code and s.criterion_code = b.criterion_code
where
    b.file_seq >= $first_seq
    and (s.self_points is null or cast(s.self_points as double) <> cast(b.value as double))
order by b.file_seq, b.sheet, b.criterion_code;
