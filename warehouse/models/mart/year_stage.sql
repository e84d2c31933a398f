-- One row per year, the stage in force: the last one that was set. Before one is set it follows from the days: collecting
-- until the last report of the year is due (extensions included), then provisional; then nothing is known of a document.
-- snapshot_id: only of published and amended, the figures that the public knows.
with latest as (
    select *
    from raw.stage
    qualify row_number() over (partition by year order by event_seq desc) = 1
),

last_due as (
    select year, max(due_on) as due_on
    from staging.due
    where milestone_code = 'self_assessment'
    group by year
),

years as (
    select distinct year from staging.year
)

select
    y.year,
    coalesce(s.stage, case when d.due_on < b.as_of then 'provisional' else 'collecting' end) as stage,
    coalesce(s.since, case when s.stage is null and d.due_on < b.as_of then add_days(d.due_on, 1) end) as since,
    s.document_number,
    s.document_date,
    case when s.stage in ('published', 'amended') then s.snapshot_id end as snapshot_id
from years as y
cross join reference.build as b
left join latest as s on s.year = y.year
left join last_due as d on d.year = y.year;
