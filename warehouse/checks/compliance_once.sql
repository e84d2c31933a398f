-- Bad rows: a milestone of a unit and year that stands twice.
select year, unit_code, milestone_code
from mart.compliance
group by year, unit_code, milestone_code
having count(*) > 1;
