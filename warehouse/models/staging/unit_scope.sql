-- One row per year and unit that exists on at least one day of it; in_scope: it exists on the scope day (rule 9).
-- framework_code: the framework that rates the unit's block that year, null where there is none.
select
    y.year,
    u.unit_code,
    u.unit_name,
    u.block_code,
    fy.framework_code,
    u.valid_from <= y.scope_day and (u.valid_to is null or u.valid_to >= y.scope_day) as in_scope,
    u.valid_from,
    u.valid_to
from staging.year as y
cross join reference.units as u
left join staging.framework_in_force as fy
    on fy.assessment_code is null and fy.year = y.year and fy.block_code = u.block_code
where
    u.valid_from <= make_date(y.year, 12, 31)
    and (u.valid_to is null or u.valid_to >= make_date(y.year, 1, 1));
