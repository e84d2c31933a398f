-- What falls due in the season of a year assessed (from 1 December of it on), by day, counted back from Tết: days and working
-- days from the last day on time to the day before the holidays of Tết Nguyên đán of the next calendar year; null where the
-- table of holidays does not know them, or they are over by then.
with tet as (
    select min(holiday_on) as first_day from reference.holidays
    where holiday_name like 'Tết Nguyên đán%' and not coalesce(is_working, false) and year(holiday_on) = $year + 1
),
due as (
    select c.due_on, c.milestone_code, m.milestone_name, count(distinct c.unit_code) as units, min(m.sort_order) as sort_order
    from mart.compliance as c
    inner join mart.milestone as m on m.milestone_code = c.milestone_code
    where c.extended_until is null and c.due_on >= make_date($year, 12, 1) and c.due_on < make_date($year + 1, 12, 1)
        and c.year = $year
    group by c.due_on, c.milestone_code, m.milestone_name
)
select
    d.due_on, d.milestone_code, d.milestone_name, d.units, t.first_day as tet_on,
    case when d.due_on < t.first_day then date_diff('day', d.due_on, t.first_day) end as days_before,
    case when d.due_on < t.first_day then (
        select count(*) from reference.calendar as k
        where k.is_working and k.day > d.due_on and k.day < t.first_day
    ) end as working_days_before
from due as d
cross join tet as t
order by d.due_on, d.sort_order
