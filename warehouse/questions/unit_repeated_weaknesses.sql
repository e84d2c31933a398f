-- Criteria of a unit below half of the maximum in this year and in the one before, within one framework.
select w.criterion_code, c.criterion_name, w.points_before, w.points, w.max_points
from mart.repeated_weakness as w
inner join mart.criterion as c
    on c.framework_code = w.framework_code and c.criterion_code = w.criterion_code
where w.year = $year and w.unit_code = $unit and ($scope::varchar is null or w.unit_code = $scope)
order by c.sort_order
