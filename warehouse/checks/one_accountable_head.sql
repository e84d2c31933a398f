-- Bad rows: a unit and calendar year with more than one accountable head.
select unit_code, year
from mart.head_year
where is_accountable
group by unit_code, year
having count(*) > 1;
