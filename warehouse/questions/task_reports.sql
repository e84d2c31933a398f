-- The reports on tasks as they were received: the latest per task, year and unit.
select * from mart.task_progress order by task_code, year, unit_code
