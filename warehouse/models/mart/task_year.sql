-- One row per task of the plan and year of its period, with what was reported. Status: done, in_progress, not_started
-- as reported; of a year that is over: unfinished (reported, but not as done), never_reported; not_reported: the year
-- is running; not_due: it has not begun. The city's own report counts; without one those of units, added up.
-- Contributions: VND. Source: reference.plan_tasks, mart.task_progress.
with span as (
    select distinct p.task_code, p.sort_order, p.title, year(c.day) as year, year(b.as_of) as running_year
    from reference.plan_tasks as p
    cross join reference.build as b
    inner join reference.calendar as c
        on year(c.day) between p.year_from and coalesce(p.year_to, greatest(p.year_from, year(b.as_of)))
),

-- in the order of the units; a window, because no spelling of an ordered STRING_AGG is known to all engines
told as (
    select
        *,
        string_agg(evidence, '; ') over (
            partition by task_code, year order by unit_code nulls first
            rows between unbounded preceding and unbounded following
        ) as all_evidence
    from mart.task_progress
),

reported as (
    select
        task_code,
        year,
        count(*) as reports,
        count(*) filter (where unit_code is null) as own_reports,
        min(status) filter (where unit_code is null) as own_status,
        count(*) filter (where status <> 'done') as unfinished_reports,
        max(done_on) as done_on,
        sum(documents) filter (where unit_code is null) as own_documents,
        sum(documents) as documents,
        sum(classes) filter (where unit_code is null) as own_classes,
        sum(classes) as classes,
        sum(participants) filter (where unit_code is null) as own_participants,
        sum(participants) as participants,
        sum(news_items) filter (where unit_code is null) as own_news_items,
        sum(news_items) as news_items,
        sum(contributions) filter (where unit_code is null) as own_contributions,
        sum(contributions) as contributions,
        max(all_evidence) as evidence
    from told
    group by task_code, year
),

known as (
    select
        s.*,
        coalesce(r.reports, 0) as reports,
        case
            when r.own_reports > 0 then r.own_status
            when r.unfinished_reports = 0 then 'done'
            when r.reports > 0 then 'in_progress'
        end as reported_status,
        r.done_on,
        case when r.own_reports > 0 then r.own_documents else r.documents end as documents,
        case when r.own_reports > 0 then r.own_classes else r.classes end as classes,
        case when r.own_reports > 0 then r.own_participants else r.participants end as participants,
        case when r.own_reports > 0 then r.own_news_items else r.news_items end as news_items,
        case when r.own_reports > 0 then r.own_contributions else r.contributions end as contributions,
        r.evidence
    from span as s
    left join reported as r on r.task_code = s.task_code and r.year = s.year
)

select
    task_code,
    sort_order,
    title,
    year,
    case
        when reported_status = 'done' then 'done'
        when year > running_year then coalesce(reported_status, 'not_due')
        when year = running_year then coalesce(reported_status, 'not_reported')
        when reported_status is null then 'never_reported'
        else 'unfinished'
    end as status,
    reports,
    case when reported_status = 'done' then done_on end as done_on,
    cast(documents as bigint) as documents,
    cast(classes as bigint) as classes,
    cast(participants as bigint) as participants,
    cast(news_items as bigint) as news_items,
    cast(contributions as decimal(18, 2)) as contributions,
    evidence
from known;
