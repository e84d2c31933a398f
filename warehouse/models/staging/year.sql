-- One row per year that marts hold: years up to the running one that have a framework.
-- scope_day: the day on which a unit must exist to be in scope. Source: reference.framework_years, reference.build.
select distinct
    fy.year,
    year(b.as_of) = fy.year as is_running,
    case when year(b.as_of) = fy.year then b.as_of else make_date(fy.year, 12, 31) end as scope_day
from reference.framework_years as fy
cross join reference.build as b
where fy.assessment_code is null and fy.year <= year(b.as_of);
