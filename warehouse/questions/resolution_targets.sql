-- The targets of the resolution of the years that are asked for, planned and done. Money: VND.
select
    target_code, year_from, year_to, topic_code, target_name, measure, cast(planned as double) as planned,
    cast(done as double) as done, done_pct, money_planned, money_spent, counted_on, proof, note
from mart.resolution_target
where year_from <= $last and year_to >= $first
order by sort_order, target_code, year_from
