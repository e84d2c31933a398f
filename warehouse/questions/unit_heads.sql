-- Heads of a unit in office in a calendar year; position only, no personal name exists in the warehouse.
select y.position, h.capacity, h.term_from, h.term_to, y.days_in_office, y.is_accountable,
    y.late_count, y.missing_count
from mart.head_year as y
inner join mart.head as h on h.head_code = y.head_code
where y.year = $year and y.unit_code = $unit and ($scope::varchar is null or y.unit_code = $scope)
order by h.term_from
