-- One row per year and block that has a framework. Source: reference.framework_years, frameworks.
select
    y.year,
    b.block_code,
    f.framework_code,
    f.framework_name,
    f.illustrative,
    y.is_running
from staging.year as y
cross join reference.blocks as b
inner join reference.framework_years as fy
    on fy.assessment_code is null and fy.year = y.year and (fy.block_code = 'all' or fy.block_code = b.block_code)
inner join reference.frameworks as f on f.framework_code = fy.framework_code;
