-- One row per condition of a class that asks for the points of no group and no criterion, or of both at once.
select
    'class_conditions' as tables,
    'value_not_allowed' as code,
    'điều kiện của ' || class_code as found,
    'một nhóm hoặc một tiêu chí' as expected
from reference.class_conditions
where (group_code is null) = (criterion_code is null)
order by framework_code, class_code;
