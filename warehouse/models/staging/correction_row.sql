-- One row per correction in force, numbered (`step`) within its figure: year, unit, criterion, score type.
-- In the order of the runs, then of the decisions. A row that a growing list repeats counts once. Points: DECIMAL(9,4).
with typed as (
    select
        c.file_seq,
        f.run_seq,
        f.path,
        f.sha256,
        c.sheet,
        c.row_number,
        c.year,
        c.unit_code,
        c.criterion_code,
        c.score_type,
        cast(c.old_value as decimal(9, 4)) as old_points,
        c.old_not_applicable,
        c.new_cell,
        cast(c.new_value as decimal(9, 4)) as new_points,
        c.new_not_applicable,
        c.reason,
        c.decided_by,
        c.decided_on,
        c.document_number
    from raw.correction as c
    inner join raw.received_file as f on f.file_seq = c.file_seq
    where f.status in ('accepted', 'accepted_with_warnings', 'superseded')
),

once as (
    select *
    from typed
    qualify
        row_number() over (
            partition by
                year, unit_code, criterion_code, score_type, old_points, old_not_applicable, new_points,
                new_not_applicable, decided_on, document_number
            order by run_seq, path, file_seq, row_number
        ) = 1
)

select
    *,
    row_number() over (
        partition by year, unit_code, criterion_code, score_type
        order by run_seq, decided_on, path, file_seq, row_number
    ) as step
from once;
