-- Criteria of a unit below half of the maximum in this year and in the one before, within one framework.
select n.criterion_code, c.criterion_name, b.points as points_before, n.points, n.max_points
from mart.criterion_unit_year as n
inner join mart.criterion_unit_year as b
    on b.unit_code = n.unit_code and b.year = n.year - 1 and b.framework_code = n.framework_code
    and b.criterion_code = n.criterion_code
inner join mart.criterion as c
    on c.framework_code = n.framework_code and c.criterion_code = n.criterion_code
where n.year = $year and n.unit_code = $unit and ($scope::varchar is null or n.unit_code = $scope)
    and n.applicable and b.applicable and n.points * 2 < n.max_points and b.points * 2 < b.max_points
order by c.sort_order
