-- One row per year and block that has a framework. The yearly assessment. Source: staging.framework_in_force.
select
    y.year,
    fy.block_code,
    f.framework_code,
    f.framework_name,
    f.illustrative,
    y.is_running
from staging.year as y
inner join staging.framework_in_force as fy on fy.assessment_code is null and fy.year = y.year
inner join reference.frameworks as f on f.framework_code = fy.framework_code;
