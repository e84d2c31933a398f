-- One row per target of the resolution and year or period, planned and done; done_pct: done of planned, null where either is
-- unknown. Money: VND. Source: reference.resolution_targets.
select
    target_code,
    year_from,
    coalesce(year_to, year_from) as year_to,
    sort_order,
    topic_code,
    target_name,
    measure,
    planned,
    done,
    100 * cast(done as double) / nullif(cast(planned as double), 0) as done_pct,
    money_planned,
    money_spent,
    counted_on,
    proof,
    note
from reference.resolution_targets;
