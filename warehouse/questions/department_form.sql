-- The columns of the form for the department in force in a year, in their order.
select heading, holds, criterion_code, note from mart.department_form
where year_from <= $year and coalesce(year_to, $year) >= $year
order by sort_order
