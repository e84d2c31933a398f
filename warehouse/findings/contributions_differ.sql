-- One row per year whose social money is told twice and differs: what the reports on tasks say was mobilised, and what
-- the units' budgets name as such. VND. On the file of the run that came last with either of them.
-- Parameter: the first file_seq of the run.
with tasks as (
    select
        year,
        max(file_seq) as file_seq,
        -- as mart.task_year has it: the city's own report counts, without one those of the units
        case
            when count(*) filter (where unit_code is null) > 0 then sum(contributions) filter (where unit_code is null)
            else sum(contributions)
        end as amount
    from staging.task_progress
    group by task_code, year
),

reported as (
    select year, max(file_seq) as file_seq, sum(amount) as amount
    from tasks
    where amount is not null
    group by year
),

budgeted as (
    select year, max(file_seq) as file_seq, sum(amount) as amount
    from staging.budget
    where is_social and amount is not null
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
