-- Questions raised in these calendar years: those without an answer first.
select q.*, u.unit_name
from mart.question as q
inner join mart.unit as u on u.unit_code = q.unit_code
where q.year between $first and $last and ($scope::varchar is null or q.unit_code = $scope)
order by q.answer is not null, q.asked_on, u.unit_name collate vi
