-- Milestones that some units owed, with the days on which what was owed came.
select
    c.year, c.unit_code, u.unit_name, m.milestone_name, c.obligation, c.due_on, c.extended_until, c.extension_document,
    c.first_received_on, c.accepted_on, c.done_on
from mart.compliance as c
inner join mart.unit as u on u.unit_code = c.unit_code
inner join mart.milestone as m on m.milestone_code = c.milestone_code
where list_contains($units, c.unit_code)
order by c.year, c.unit_code, c.due_on
