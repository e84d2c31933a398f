-- The form of a unit and year: a row per criterion that its block has, and below it one per sub-criterion (parent_code).
-- is_scored: a score is written there, not in its parts, and it is no penalty; asks_percent: its scale has bands of percent.
with form as (
    select f.year, f.framework_code, u.block_code
    from mart.unit_year as u
    inner join mart.framework_year as f on f.year = u.year and f.block_code = u.block_code
    where u.year = $year and u.unit_code = $unit
),
listed as (
    select framework_code, criterion_code, cast(null as varchar) as parent_code, criterion_name, max_points, group_order,
        sort_order, cast(0 as bigint) as part_order
    from mart.criterion
    union all
    select p.framework_code, p.criterion_code, p.parent_code, p.criterion_name, p.max_points, k.group_order, k.sort_order,
        p.sort_order
    from mart.sub_criterion as p
    inner join mart.criterion as k on k.framework_code = p.framework_code and k.criterion_code = p.parent_code
)
select
    l.framework_code, l.criterion_code, l.parent_code, l.criterion_name, l.max_points, w.decimals,
    l.max_points > 0 and not exists (
        select 1 from mart.sub_criterion as p
        where p.framework_code = l.framework_code and p.parent_code = l.criterion_code
    ) as is_scored,
    exists (
        select 1 from mart.criterion_band as b
        where b.framework_code = l.framework_code and b.criterion_code = l.criterion_code
    ) as asks_percent
from form as f
inner join listed as l on l.framework_code = f.framework_code
inner join reference.frameworks as w on w.framework_code = f.framework_code
where not exists (
        select 1 from reference.criterion_exclusions as x
        where x.framework_code = l.framework_code and x.block_code = f.block_code
            and x.criterion_code in (l.criterion_code, l.parent_code)
    )
    and not exists (
        select 1 from reference.criterion_conditions as c
        where c.framework_code = l.framework_code and c.year = f.year and not c.applicable
            and c.criterion_code in (l.criterion_code, l.parent_code)
    )
order by l.group_order, l.sort_order, l.parent_code is not null, l.part_order
