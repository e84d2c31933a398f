-- One row per assessment (null: the yearly one), year, unit with a current submission and condition of a class: what the
-- unit has of the group, criterion or sub-criterion. A unit that does not meet a condition does not have that class (rule
-- 17). Percentages: 0-100 of the maximum of what applies; where nothing applies there is nothing to meet.
with asked as (
    select
        s.assessment_code,
        s.year,
        s.unit_code,
        s.framework_code,
        c.class_code,
        c.group_code,
        c.criterion_code,
        c.min_pct,
        c.clause,
        coalesce(sum(s.points), 0) as points,
        coalesce(sum(s.max_points) filter (where s.applicable), 0) as max_points
    from reference.class_conditions as c
    inner join staging.score as s
        on s.framework_code = c.framework_code
        and (s.criterion_code = c.criterion_code or (s.parent_code is null and s.group_code = c.group_code))
    group by
        s.assessment_code, s.year, s.unit_code, s.framework_code, c.class_code, c.group_code, c.criterion_code, c.min_pct, c.clause
),

percents as (
    select
        *,
        (100 * cast(points * 10000 as bigint)) / nullif(cast(max_points * 10000 as bigint), 0) as reached_pct
    from asked
)

select
    assessment_code,
    year,
    unit_code,
    framework_code,
    class_code,
    group_code,
    criterion_code,
    min_pct,
    clause,
    reached_pct,
    coalesce(reached_pct >= cast(min_pct as double), true) as is_met
from percents;
