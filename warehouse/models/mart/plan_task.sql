-- One row per task of the plan (part III). Source: reference.plan_tasks.
select task_code, sort_order, title, lead, partners, period, year_from, year_to, topic_code from reference.plan_tasks;
