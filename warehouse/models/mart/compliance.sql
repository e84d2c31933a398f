-- One row per unit, year and milestone owed (rules 10-13). days_late: whole days, null when not due.
-- told_status: the status as pages and documents tell it; what only an assumed date makes late is told as `undated`,
-- and nobody is called missing in a year of which nothing was ever received from anyone: `no_data`.
-- A self-assessment that has not come where the block has no framework that year waits for one: `waiting`.
-- told_days: days_late as they are told; those of a missing report stand still once the year is published.
with dated as (
    select
        d.*,
        coalesce(r.first_received_on, c.first_received_on) as first_received_on,
        case when r.unit_code is null then c.accepted_on else r.accepted_on end as accepted_on,
        case when r.unit_code is null then c.received_on else r.received_on end as done_on,
        case when r.unit_code is null then c.received_on_source else r.received_on_source end as received_on_source,
        coalesce(r.needs_supplement, c.needs_supplement, false) as needs_supplement,
        coalesce(r.is_under_check, c.is_under_check, false) as is_under_check,
        b.as_of
    from staging.due as d
    cross join reference.build as b
    left join staging.receipt_summary as r
        on r.unit_code = d.unit_code and r.year = d.year and r.milestone_code = d.milestone_code
    left join staging.carried_receipt as c
        on c.unit_code = d.unit_code and c.year = d.year and c.milestone_code = d.milestone_code
),

judged as (
    select
        *,
        case
            when done_on <= due_on then 'on_time'
            when done_on > due_on then 'late'
            when as_of <= due_on then 'not_due'
            else 'missing'
        end as status
    from dated
),

counted as (
    select
        *,
        case status
            when 'on_time' then cast(0 as bigint)
            when 'late' then days_between(due_on, done_on)
            when 'missing' then days_between(due_on, as_of)
        end as days_late
    from judged
),

heard as (
    select distinct year from staging.receipt
)

select
    j.year,
    j.unit_code,
    j.milestone_code,
    j.obligation,
    j.clause,
    j.due_on,
    j.first_received_on,
    j.accepted_on,
    j.done_on,
    j.received_on_source,
    j.days_late,
    j.status,
    case
        when j.status = 'late' and j.received_on_source = 'assumed' then 'undated'
        when j.status in ('missing', 'not_due') and j.milestone_code = 'self_assessment' and sc.framework_code is null
            then 'waiting'
        when j.status = 'missing' and heard.year is null then 'no_data'
        else j.status
    end as told_status,
    case
        when j.status = 'missing' and j.milestone_code = 'self_assessment' and sc.framework_code is null then null
        when j.status <> 'missing' or (heard.year is not null and t.stage not in ('published', 'amended'))
            then j.days_late
    end as told_days,
    j.needs_supplement,
    j.is_under_check,
    j.extended_until,
    j.extension_document,
    h.head_code
from counted as j
inner join mart.year_stage as t on t.year = j.year
inner join staging.unit_scope as sc on sc.year = j.year and sc.unit_code = j.unit_code
left join heard on heard.year = j.year
left join reference.heads as h
    on h.unit_code = j.unit_code and h.capacity <> 'vacant'
    and h.term_from <= j.due_on and (h.term_to is null or h.term_to >= j.due_on);
