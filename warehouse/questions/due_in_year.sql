-- Milestones of a unit whose due date lies in a calendar year, with both dates and who was in office that day.
-- A late receipt with received_on_source `assumed` never counts for a head (mart.head_year).
select
    m.milestone_name, c.year, c.obligation, c.due_on, c.first_received_on, c.accepted_on, c.done_on,
    c.received_on_source, c.told_days as days_late, c.told_status as status, c.needs_supplement, c.is_under_check,
    c.extended_until, c.extension_document,
    c.head_code
from mart.compliance as c
inner join mart.milestone as m on m.milestone_code = c.milestone_code
where year(c.due_on) = $year and c.unit_code = $unit and ($scope::varchar is null or c.unit_code = $scope)
order by c.due_on, m.sort_order
