-- The tasks of the plan in its order.
select * from mart.plan_task order by sort_order
