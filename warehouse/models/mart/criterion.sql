-- One row per framework and criterion, with its group and comparable dimension; min_points, max_points: points; in_maximum:
-- false for a bonus or penalty. Sub-criteria: mart.sub_criterion.
select
    c.framework_code,
    c.criterion_code,
    c.criterion_name,
    c.group_code,
    g.group_name,
    g.sort_order as group_order,
    g.dimension_code,
    d.dimension_name,
    coalesce(d.comparable, false) as dimension_comparable,
    c.kind,
    cast(coalesce(c.min_points, 0) as decimal(9, 4)) as min_points,
    c.max_points,
    coalesce(c.in_maximum, true) as in_maximum,
    c.sort_order,
    c.evidence,
    c.survey_indicator
from reference.criteria as c
inner join reference.criterion_groups as g
    on g.framework_code = c.framework_code and g.group_code = c.group_code
left join reference.dimensions as d on d.dimension_code = g.dimension_code
where c.parent_code is null;
