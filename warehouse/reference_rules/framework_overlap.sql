-- One row per year and block of an assessment, and framework that is a second one there: a score would have two maxima.
-- A framework of all blocks is one of each. The first by its code is told beside the other.
with used as (
    select y.assessment_code, y.year, b.block_code, y.framework_code
    from reference.framework_years as y
    inner join reference.blocks as b on y.block_code = 'all'
    union all
    select assessment_code, year, block_code, framework_code
    from reference.framework_years
    where block_code <> 'all'
),

told as (
    select
        year,
        block_code,
        framework_code,
        min(framework_code) over (partition by assessment_code, year, block_code) as first_code
    from used
)

select
    'framework_years' as tables,
    'framework_overlap' as code,
    cast(year as string) || ', khối ' || block_code || ': ' || first_code || ' và ' || framework_code as found,
    'một bộ tiêu chí cho mỗi năm và khối' as expected
from told
where framework_code <> first_code
order by year, block_code, framework_code;
