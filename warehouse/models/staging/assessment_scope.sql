-- One row per assessment and unit that it assesses, of the units that exist on at least one day of its year (rule 18);
-- in_scope as in staging.unit_scope, or on the last day of its period where that is earlier: a unit that ended in the middle
-- of a year is assessed for its half. Source: reference.assessments, assessment_units.
with named as (
    select distinct a.year, a.assessment_code, a.period_to, u.unit_code
    from reference.assessments as a
    inner join reference.assessment_units as n on n.assessment_code = a.assessment_code
    inner join reference.units as u
        on u.unit_code = n.unit_code or (n.unit_code is null and u.block_code = n.block_code)
)

select
    n.year,
    n.assessment_code,
    n.unit_code,
    s.unit_name,
    s.block_code,
    f.framework_code,
    case
        when n.period_to < y.scope_day
            then s.valid_from <= n.period_to and (s.valid_to is null or s.valid_to >= n.period_to)
        else s.in_scope
    end as in_scope
from named as n
inner join staging.year as y on y.year = n.year
inner join staging.unit_scope as s on s.year = n.year and s.unit_code = n.unit_code
inner join staging.framework_in_force as f
    on f.assessment_code = n.assessment_code and f.year = n.year and f.block_code = s.block_code;
