-- One row per year, block and criterion of the framework in force; open: neither excluded for the block nor by a
-- condition of that year (rule 3). max_points: DECIMAL(9,4).
select
    y.year,
    b.block_code,
    c.framework_code,
    c.criterion_code,
    c.group_code,
    c.max_points,
    x.block_code is null and coalesce(k.applicable, true) as is_open
from staging.year as y
cross join reference.blocks as b
inner join reference.framework_years as fy
    on fy.assessment_code is null and fy.year = y.year and (fy.block_code = 'all' or fy.block_code = b.block_code)
inner join reference.criteria as c on c.framework_code = fy.framework_code
left join reference.criterion_exclusions as x
    on x.framework_code = c.framework_code and x.criterion_code = c.criterion_code and x.block_code = b.block_code
left join reference.criterion_conditions as k
    on k.framework_code = c.framework_code and k.criterion_code = c.criterion_code and k.year = y.year;
