-- One row per year and block that has a framework; cap_pct: the most that score_pct can be, null = no cap. The yearly assessment. Source: staging.framework_in_force.
select
    y.year,
    fy.block_code,
    f.framework_code,
    f.framework_name,
    f.illustrative,
    f.cap_pct,
    y.is_running
from staging.year as y
inner join staging.framework_in_force as fy on fy.assessment_code is null and fy.year = y.year
inner join reference.frameworks as f on f.framework_code = fy.framework_code;
