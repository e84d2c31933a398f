-- What has happened since a day ($since, inclusive), a row per unit, year and thing: received (of a milestone), verified (scores
-- from a table that came since), overdue (who is bound, whose last day has passed since and who has sent nothing), refused (a
-- file that no accepted one followed; unit_name may be unknown). what: the milestone or the file. day: of receipt, or the last day that was on time.
with verified as (
    select distinct s.year, s.unit_code, f.received_on
    from mart.criterion_unit_year as s
    inner join mart.file as f on f.sha256 = coalesce(s.final_sha256, s.verified_sha256)
    where f.kind in ('consolidated', 'reply') and f.received_on >= $since::date
),
found as (
    select 'received' as topic, c.year, c.unit_code, m.milestone_name as what, c.first_received_on as day,
        c.told_status = 'late' as is_late
    from mart.compliance as c
    inner join mart.milestone as m on m.milestone_code = c.milestone_code
    where c.first_received_on >= $since::date
    union all
    select 'verified', year, unit_code, null, max(received_on), false from verified group by year, unit_code
    union all
    select 'overdue', c.year, c.unit_code, m.milestone_name, c.due_on, true
    from mart.compliance as c
    inner join mart.milestone as m on m.milestone_code = c.milestone_code
    where c.due_on >= $since::date and c.told_status = 'missing' and c.obligation = 'required'
        and not c.needs_supplement and not c.is_under_check
    union all
    select 'refused', year, unit_code, file_name, received_on, false
    from mart.file
    where is_open and received_on >= $since::date
)
select f.topic, f.year, f.unit_code, u.unit_name, f.what, f.day, f.is_late
from found as f
left join mart.unit as u on u.unit_code = f.unit_code
order by
    case f.topic when 'received' then 1 when 'verified' then 2 when 'overdue' then 3 else 4 end, f.year, f.what,
    u.unit_name collate vi, f.day
