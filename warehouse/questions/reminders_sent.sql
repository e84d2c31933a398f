-- Reminders sent in these calendar years, newest first; each to one unit for one milestone.
select r.*, u.unit_name, m.milestone_name
from mart.reminder as r
inner join mart.unit as u on u.unit_code = r.unit_code
inner join mart.milestone as m on m.milestone_code = r.milestone_code
where year(r.sent_on) between $first and $last and ($scope::varchar is null or r.unit_code = $scope)
order by r.sent_on desc, u.unit_name collate vi
