-- Money for the work in a year, as units told it: one row, none where nobody did; state and social in VND, null where nobody
-- told of such money; units: how many told any. Nothing is known of what was planned.
select
    count(distinct m.unit_code) as units,
    cast(sum(m.amount) filter (not m.is_social) as double) as state,
    cast(sum(m.amount) filter (m.is_social) as double) as social
from mart.budget as m
inner join mart.unit as u on u.unit_code = m.unit_code
where m.year = $year and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or m.unit_code = $scope)
having count(*) > 0
