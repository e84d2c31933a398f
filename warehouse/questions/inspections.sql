-- Inspections in these calendar years, oldest first.
select i.*, u.unit_name
from mart.inspection as i
inner join mart.unit as u on u.unit_code = i.unit_code
where i.year between $first and $last and ($scope::varchar is null or i.unit_code = $scope)
order by i.inspected_on, u.unit_name collate vi
