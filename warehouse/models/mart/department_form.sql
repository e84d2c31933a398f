-- One row per column of the form that the department prescribes for the results of a year, in force from year_from to
-- year_to; title: a line above the table. Source: reference.department_form.
select sort_order, year_from, year_to, heading, holds, criterion_code, note from reference.department_form;
