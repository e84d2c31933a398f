-- One row per assessment and unit that it assesses, of the units that exist on at least one day of its year (rule 18);
-- in_scope as in staging.unit_scope. Source: reference.assessments, assessment_units.
with named as (
    select distinct a.year, a.assessment_code, u.unit_code
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
    s.in_scope
from named as n
inner join staging.unit_scope as s on s.year = n.year and s.unit_code = n.unit_code
inner join staging.framework_in_force as f
    on f.assessment_code = n.assessment_code and f.year = n.year and f.block_code = s.block_code;
