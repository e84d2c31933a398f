-- The days of a calendar year, in order: a deadline of all who owe it, a deadline extended for one unit, the first of the
-- holidays of one name that follow one another (last_day: the last of them, null where there is one).
with holiday as (
    select
        holiday_on, holiday_name, coalesce(is_working, false) as is_working,
        holiday_on - cast(
            row_number() over (partition by holiday_name, coalesce(is_working, false) order by holiday_on) as integer
        ) as before_first
    from reference.holidays
),

days as (
    select
        c.due_on as day,
        m.milestone_name || ' năm ' || cast(c.year as varchar) as what,
        cast(count(distinct c.unit_code) as varchar) || ' đơn vị' as who,
        string_agg(distinct c.clause, '; ' order by c.clause) as document,
        cast(null as date) as last_day
    from mart.compliance as c
    inner join mart.milestone as m on m.milestone_code = c.milestone_code
    where c.extended_until is null
    group by c.due_on, m.milestone_name, c.year
    union all
    select
        c.due_on as day,
        m.milestone_name || ' năm ' || cast(c.year as varchar) || ' (gia hạn)' as what,
        u.unit_name as who,
        c.extension_document as document,
        cast(null as date) as last_day
    from mart.compliance as c
    inner join mart.milestone as m on m.milestone_code = c.milestone_code
    inner join mart.unit as u on u.unit_code = c.unit_code
    where c.extended_until is not null
    union all
    select
        min(holiday_on) as day,
        holiday_name as what,
        case when is_working then 'ngày làm bù' else 'ngày nghỉ' end as who,
        cast(null as varchar) as document,
        case when count(*) > 1 then max(holiday_on) end as last_day
    from holiday
    group by holiday_name, is_working, before_first
)

select day, what, who, document, last_day
from days
where extract(year from day) = $year
order by day, what, who
