-- Tasks of the plan that were not done in a year of the report that is over, or of which nothing was reported: one row per
-- task with those years. tasks: how many tasks fall into these years. Of the city alone, and not where nothing was
-- reported of any task: then the register is missing, not the work. weight: share of the tasks.
with told as (
    select task_code, year, status, status in ('unfinished', 'never_reported') as is_behind
    from mart.task_year
    where year between $first and $last and status <> 'not_due' and $block::varchar is null
)
select
    p.task_code as code, p.title as name, p.lead,
    string_agg(cast(t.year as varchar), ', ' order by t.year) as years,
    string_agg(cast(t.year as varchar), ', ' order by t.year) filter (t.status = 'unfinished') as unfinished_years,
    string_agg(cast(t.year as varchar), ', ' order by t.year) filter (t.status = 'never_reported') as unreported_years,
    (select count(distinct task_code) from told) as tasks,
    (select count(distinct task_code) from told where is_behind)
        / nullif(cast((select count(distinct task_code) from told) as double), 0) as weight
from told as t
inner join mart.plan_task as p on p.task_code = t.task_code
where t.is_behind and exists (select 1 from told as r where r.status not in ('never_reported', 'not_reported'))
group by p.task_code, p.title, p.lead, p.sort_order
order by p.sort_order
