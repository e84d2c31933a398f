-- One row per task of the plan and unit that the plan names or whose block it names; who leads is no partner.
-- Source: reference.plan_task_roles, reference.units.
select
    r.task_code,
    u.unit_code,
    min(r.role) as role
from reference.plan_task_roles as r
inner join reference.units as u
    on u.unit_code = r.unit_code or (r.unit_code is null and u.block_code = r.block_code)
group by r.task_code, u.unit_code;
