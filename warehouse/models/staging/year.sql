-- One row per year that marts hold: years up to the running one that have a framework or a milestone owed (rule 8).
-- scope_day: the day on which a unit must exist to be in scope. Source: reference.framework_years, assessments,
-- milestones, obligations, calendar, build.
with calendar_year as (
    select distinct year(day) as year from reference.calendar
),

held as (
    select year from reference.framework_years
    union
    select year from reference.assessments
    union
    select y.year
    from calendar_year as y
    inner join reference.milestones as m
        on y.year >= m.first_year and (m.last_year is null or y.year <= m.last_year)
    inner join reference.obligations as o on o.milestone_code = m.milestone_code
)

select
    h.year,
    year(b.as_of) = h.year as is_running,
    case when year(b.as_of) = h.year then b.as_of else make_date(h.year, 12, 31) end as scope_day
from held as h
cross join reference.build as b
where h.year <= year(b.as_of);
