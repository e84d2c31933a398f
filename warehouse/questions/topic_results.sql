-- What was reported by topic (chuyên đề), by year and unit; unit_name is null for the city as a whole.
select r.*, u.unit_name
from mart.topic_result as r
left join mart.unit as u on u.unit_code = r.unit_code
left join mart.topic as t on t.topic_code = r.topic_code
where r.year between $first and $last and ($scope::varchar is null or r.unit_code = $scope)
order by t.sort_order, r.topic_code, r.year, u.unit_name collate vi nulls first
