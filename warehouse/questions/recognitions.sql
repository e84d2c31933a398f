-- Models of the work and awards, by year.
select r.*, u.unit_name
from mart.recognition as r
left join mart.unit as u on u.unit_code = r.unit_code
where r.year between $first and $last and ($scope::varchar is null or r.unit_code = $scope)
order by r.form desc, r.year, r.subject collate vi
