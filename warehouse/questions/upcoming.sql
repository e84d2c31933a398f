-- What falls due in the coming days, by day: how many owe it, how many have sent it, working days that are left (the
-- day of the snapshot not counted, the last day counted). is_extension: only units with an extension have that day.
select
    c.due_on, m.milestone_name, c.year,
    count(*) filter (c.obligation = 'required') as required_units,
    count(*) filter (c.obligation = 'required' and c.done_on is not null) as required_sent,
    count(*) filter (c.obligation = 'requested') as requested_units,
    count(*) filter (c.obligation = 'requested' and c.done_on is not null) as requested_sent,
    bool_and(c.extended_until is not null) as is_extension,
    date_diff('day', b.as_of, c.due_on) as days_left,
    (
        select count(*) from reference.calendar as k
        where k.is_working and k.day > b.as_of and k.day <= c.due_on
    ) as working_days_left
from mart.compliance as c
cross join reference.build as b
inner join mart.milestone as m on m.milestone_code = c.milestone_code
where c.due_on between b.as_of and b.as_of + cast($days as integer)
    and ($scope::varchar is null or c.unit_code = $scope)
group by c.due_on, m.milestone_name, c.year, b.as_of
order by c.due_on, c.year, m.milestone_name
