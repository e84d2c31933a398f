-- Per what is counted of the units of a block, or of all (sent, on_time): whether the count may be compared with an earlier
-- year, among how many units, and the counts of both years among them. They tell who sent: a scoped
-- reader has none.
select counted, year, before, units, compared, open_units, is_comparable, count_before, count_after
from mart.count_comparison
where year = $year and before = $before and place_code = coalesce($block::varchar, 'all') and $scope::varchar is null
order by counted
