-- Bad rows: a unit and year with more than one version in force.
select unit_code, year
from staging.submission
where is_current
group by unit_code, year
having count(*) <> 1;
