-- One row per unit, year and milestone whose file received last has errors: what it is refused for, at most three
-- different messages in the order of the findings. Source: staging.receipt, raw.finding.
with last_file as (
    select unit_code, year, milestone_code, max(file_seq) as file_seq
    from (
        select
            unit_code, year, milestone_code, file_seq, received_on,
            max(received_on) over (partition by unit_code, year, milestone_code) as last_on
        from staging.receipt
        where source = 'file'
    ) as files
    where received_on = last_on
    group by unit_code, year, milestone_code
),

told as (
    select
        l.unit_code, l.year, l.milestone_code, f.message,
        row_number() over (
            partition by l.unit_code, l.year, l.milestone_code order by min(f.finding_number)
        ) as place
    from last_file as l
    inner join raw.finding as f on f.file_seq = l.file_seq
    where f.severity = 'error'
    group by l.unit_code, l.year, l.milestone_code, f.message
)

select
    unit_code,
    year,
    milestone_code,
    max(case when place = 1 then message end)
    || coalesce(' ' || max(case when place = 2 then message end), '')
    || coalesce(' ' || max(case when place = 3 then message end), '') as reasons
from told
where place <= 3
group by unit_code, year, milestone_code;
