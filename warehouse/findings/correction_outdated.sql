-- One row per correction that does not hold: of a correction file of the run, at its cell; else of the run's file
-- that replaced the figure which an earlier correction expects, at the cell of the new figure.
-- Parameter: the first file_seq of the run.
with outdated as (
    select
        c.*,
        case
            when not c.is_there then 'chưa có báo cáo'
            when c.found_not_applicable then 'không áp dụng'
            else coalesce(shown_points(c.found_points), 'chưa chấm')
        end as found,
        case
            when c.old_not_applicable then 'không áp dụng'
            else coalesce(shown_points(c.old_points), 'chưa chấm')
        end as expected
    from staging.correction as c
    where not c.is_applied
),

causes as (
    select s.year, s.unit_code, a.criterion_code, 'self' as score_type, s.file_seq, a.sheet, a.self_cell as cell
    from staging.submission as s
    inner join raw.self_assessment as a on a.file_seq = s.file_seq
    where s.is_current and s.file_seq >= $first_seq
    union all
    select year, unit_code, criterion_code, score_type, file_seq, sheet, cell
    from staging.issued_score
    where file_seq >= $first_seq
)

select file_seq, sheet, new_cell as cell, found, expected, criterion_code as criterion
from outdated
where file_seq >= $first_seq
union all
select k.file_seq, k.sheet, k.cell, o.found, o.expected, o.criterion_code as criterion
from outdated as o
inner join causes as k
    on k.year = o.year and k.unit_code = o.unit_code and k.criterion_code = o.criterion_code
    and k.score_type = o.score_type
where o.file_seq < $first_seq
order by 1, 3;
