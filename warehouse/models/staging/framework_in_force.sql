-- One row per assessment, year and block that has a framework; assessment_code null: the yearly assessment (rules 7, 18).
-- An assessment that says nothing of a block is rated by its own framework. Source: reference.framework_years, assessments.
select
    fy.assessment_code,
    fy.year,
    b.block_code,
    fy.framework_code
from reference.framework_years as fy
inner join reference.blocks as b on fy.block_code = 'all' or fy.block_code = b.block_code
union all
select
    a.assessment_code,
    a.year,
    b.block_code,
    a.framework_code
from reference.assessments as a
cross join reference.blocks as b
left join reference.framework_years as fy
    on fy.assessment_code = a.assessment_code and fy.year = a.year
    and (fy.block_code = 'all' or fy.block_code = b.block_code)
where fy.framework_code is null;
