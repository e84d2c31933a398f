-- One row per framework, part and criterion of it: a group, a comparable dimension, or output and impact together
-- (part_kind group, dimension, kind).
select framework_code, 'group' as part_kind, group_code as part_code, criterion_code from mart.criterion
union all
select framework_code, 'dimension' as part_kind, dimension_code as part_code, criterion_code
from mart.criterion
where dimension_comparable
union all
select framework_code, 'kind' as part_kind, 'output_impact' as part_code, criterion_code
from mart.criterion
where kind in ('dau_ra', 'tac_dong');
