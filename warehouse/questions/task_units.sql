-- Tasks that a unit leads or takes part in.
select t.task_code, t.role, p.title, p.period
from mart.task_unit as t
inner join mart.plan_task as p on p.task_code = t.task_code
where t.unit_code = $unit
order by t.role, p.sort_order
