-- Bad rows: a criterion of a unit and year that stands twice.
select year, unit_code, criterion_code
from mart.criterion_unit_year
group by year, unit_code, criterion_code
having count(*) > 1;
