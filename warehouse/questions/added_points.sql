-- Bonus and penalty points of a unit that somebody gave: in its points, not in its maximum.
select
    s.criterion_code, k.criterion_name, cast(s.points as double) as points, cast(k.min_points as double) as min_points,
    cast(k.max_points as double) as max_points, cast(s.self_points as double) as self_points,
    cast(s.verified_points as double) as verified_points, cast(s.final_points as double) as final_points
from mart.criterion_unit_year as s
inner join mart.criterion as k on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
where s.year = $year and s.unit_code = $unit and not s.in_maximum and s.points <> 0
    and ($scope::varchar is null or s.unit_code = $scope)
order by k.group_order, k.sort_order
