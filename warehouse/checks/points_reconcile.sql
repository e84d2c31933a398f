-- Bad rows: a unit whose points are not the sum of its criteria.
select u.year, u.unit_code, u.points, sum(c.points) as criteria_points
from mart.unit_year as u
inner join mart.criterion_unit_year as c on c.year = u.year and c.unit_code = u.unit_code
where c.applicable
group by u.year, u.unit_code, u.points
having u.points <> sum(c.points);
