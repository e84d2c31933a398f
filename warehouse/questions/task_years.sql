-- One row per task and year of its period, in the order of the plan: status, quantities, lead, partners.
select y.*, p.lead, p.partners, p.period
from mart.task_year as y
inner join mart.plan_task as p on p.task_code = y.task_code
order by y.sort_order, y.year
