-- One row per year whose social money is told twice and differs: what the reports on tasks say was mobilised, and what
-- the units' budgets name as such. VND. On the file of the run that came last with either of them.
-- Parameter: the first file_seq of the run.
with reports as (
    select r.task_code, r.year, r.file_seq, r.unit_code, r.is_withdrawn, cast(r.contributions as decimal(18, 2)) as amount
    from raw.task_progress as r
    inner join raw.received_file as f on f.file_seq = r.file_seq
    inner join staging.file_date as d on d.file_seq = r.file_seq
    where f.status in ('accepted', 'accepted_with_warnings', 'superseded')
    qualify
        row_number() over (
            partition by r.task_code, r.year, r.unit_code
            order by d.received_on desc, d.run_seq desc, d.path desc, r.file_seq desc, r.row_number desc
        ) = 1
),

tasks as (
    select
        task_code,
        year,
        max(file_seq) as file_seq,
        -- as mart.task_year has it: the city's own report counts, without one those of the units
        case
            when count(*) filter (where unit_code is null) > 0 then sum(amount) filter (where unit_code is null)
            else sum(amount)
        end as amount
    from reports
    where not is_withdrawn
    group by task_code, year
),

reported as (
    select year, max(file_seq) as file_seq, sum(amount) as amount
    from tasks
    where amount is not null
    group by year
),

budgets as (
    select
        r.year,
        r.file_seq,
        r.is_withdrawn,
        cast(
            coalesce(cast(r.amount as decimal(18, 2)), cast(r.amount_million as decimal(18, 6)) * 1000000) as decimal(18, 2)
        ) as amount
    from raw.budget as r
    inner join raw.received_file as f on f.file_seq = r.file_seq
    inner join staging.file_date as d on d.file_seq = r.file_seq
    where f.status in ('accepted', 'accepted_with_warnings', 'superseded') and lower(r.source) like '%xã hội%'
    qualify
        row_number() over (
            partition by r.unit_code, r.year, lower(r.source)
            order by d.received_on desc, d.run_seq desc, d.path desc, r.file_seq desc, r.row_number desc
        ) = 1
),

budgeted as (
    select year, max(file_seq) as file_seq, sum(amount) as amount
    from budgets
    where not is_withdrawn and amount is not null
    group by year
)

select
    greatest(r.file_seq, b.file_seq) as file_seq,
    cast(null as string) as sheet,
    cast(null as string) as cell,
    cast(r.year as string) || ': ' || cast(cast(r.amount as bigint) as string) as found,
    cast(cast(b.amount as bigint) as string) as expected,
    cast(null as string) as criterion
from reported as r
inner join budgeted as b on b.year = r.year
where greatest(r.file_seq, b.file_seq) >= $first_seq and r.amount <> b.amount
order by 1, r.year;
