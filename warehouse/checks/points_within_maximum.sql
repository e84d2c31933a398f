-- Bad rows: a score that counts below 0 or above the maximum of its criterion.
select year, unit_code, criterion_code, points, max_points
from mart.criterion_unit_year
where points < 0 or points > max_points;
