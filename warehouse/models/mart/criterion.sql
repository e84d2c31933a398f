-- One row per framework and criterion, with its group and comparable dimension. max_points: points.
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
    c.max_points,
    c.sort_order,
    c.evidence,
    c.survey_indicator
from reference.criteria as c
inner join reference.criterion_groups as g
    on g.framework_code = c.framework_code and g.group_code = c.group_code
left join reference.dimensions as d on d.dimension_code = g.dimension_code;
