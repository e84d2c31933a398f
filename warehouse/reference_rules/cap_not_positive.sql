-- One row per framework with a cap of 0 or less: no unit could have a point under it. Without a cap the cell is empty.
select
    'frameworks' as tables,
    'value_not_allowed' as code,
    framework_code || ': trần ' || plain_points(cap_pct) || '%' as found,
    'số lớn hơn 0' as expected
from reference.frameworks
where cap_pct <= 0
order by framework_code;
