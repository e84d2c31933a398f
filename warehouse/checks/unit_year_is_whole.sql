-- Bad rows: a unit in scope without its row in mart.unit_year, or a row twice.
select sc.year, sc.unit_code, count(u.unit_code) as number_of_rows
from staging.unit_scope as sc
left join mart.unit_year as u on u.year = sc.year and u.unit_code = sc.unit_code
where sc.in_scope
group by sc.year, sc.unit_code
having count(u.unit_code) <> 1;
