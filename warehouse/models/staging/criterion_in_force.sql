-- One row per assessment (null: the yearly one), year, block and criterion or sub-criterion of the framework in force;
-- open: neither excluded for the block nor by a condition of that year (rule 3). max_points of a criterion: of its open sub-criteria. Points: DECIMAL(9,4).
with listed as (
    select
        fy.assessment_code,
        y.year,
        fy.block_code,
        c.framework_code,
        c.criterion_code,
        c.parent_code,
        c.group_code,
        c.max_points,
        coalesce(c.in_maximum, true) as in_maximum,
        coalesce(c.na_rule, 'out') as na_rule,
        x.block_code is null and coalesce(k.applicable, true) as is_open
    from staging.year as y
    inner join staging.framework_in_force as fy on fy.year = y.year
    inner join reference.criteria as c on c.framework_code = fy.framework_code
    left join reference.criterion_exclusions as x
        on x.framework_code = c.framework_code and x.criterion_code = c.criterion_code and x.block_code = fy.block_code
    left join reference.criterion_conditions as k
        on k.framework_code = c.framework_code and k.criterion_code = c.criterion_code and k.year = y.year
),

parts as (
    select
        assessment_code,
        year,
        block_code,
        framework_code,
        parent_code,
        cast(sum(case when is_open then max_points end) as decimal(9, 4)) as open_points
    from listed
    where parent_code is not null
    group by assessment_code, year, block_code, framework_code, parent_code
),

receivers as (
    select distinct framework_code, replace(na_rule, 'moved_to:', '') as criterion_code
    from reference.criteria
    where na_rule like 'moved_to:%'
)

select
    l.assessment_code,
    l.year,
    l.block_code,
    l.framework_code,
    l.criterion_code,
    l.parent_code,
    l.group_code,
    coalesce(p.open_points, l.max_points) as max_points,
    l.in_maximum,
    l.na_rule,
    p.parent_code is not null as has_parts,
    r.criterion_code is not null as receives,
    l.is_open and coalesce(up.is_open, true) and (p.parent_code is null or p.open_points is not null) as is_open
from listed as l
left join parts as p
    on p.assessment_code is not distinct from l.assessment_code and p.year = l.year
    and p.block_code = l.block_code and p.framework_code = l.framework_code
    and p.parent_code = l.criterion_code
left join listed as up
    on up.assessment_code is not distinct from l.assessment_code and up.year = l.year
    and up.block_code = l.block_code and up.framework_code = l.framework_code
    and up.criterion_code = l.parent_code
left join receivers as r on r.framework_code = l.framework_code and r.criterion_code = l.criterion_code;
