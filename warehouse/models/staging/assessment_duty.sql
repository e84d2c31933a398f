-- Who owes the deadline of an assessment, and from which day on: the units that it assesses, and whoever carries on one that
-- ended (rule 18). Source: staging.assessment_scope, reference.units, reference.unit_successions.
with named as (
    select year, assessment_code, unit_code, cast(null as date) as carried_from from staging.assessment_scope
    where in_scope
    union all
    select a.year, a.assessment_code, s.successor_code as unit_code, s.effective_on as carried_from
    from staging.assessment_scope as a
    inner join reference.units as u on u.unit_code = a.unit_code
    -- one that gave a part and lives on owes it itself
    inner join reference.unit_successions as s on s.predecessor_code = a.unit_code and s.effective_on > u.valid_to
    where a.in_scope
)

select
    year,
    assessment_code,
    unit_code,
    -- null: it is assessed itself
    case when count(*) = count(carried_from) then min(carried_from) end as carried_from
from named
group by year, assessment_code, unit_code;
