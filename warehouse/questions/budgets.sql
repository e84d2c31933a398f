-- Money by unit, year and source. VND.
select m.year, m.unit_code, u.unit_name, b.block_name, m.source, cast(m.amount as double) as amount, m.is_social, m.topic_code
from mart.budget as m
inner join mart.unit as u on u.unit_code = m.unit_code
inner join mart.block as b on b.block_code = u.block_code
where m.year between $first and $last and ($scope::varchar is null or m.unit_code = $scope)
order by m.year, b.sort_order, u.unit_name collate vi, m.source
