-- One row per framework and sub-criterion (chỉ tiêu thành phần) of a criterion; min_points, max_points: points.
select
    framework_code,
    criterion_code,
    parent_code,
    criterion_name,
    cast(coalesce(min_points, 0) as decimal(9, 4)) as min_points,
    max_points,
    sort_order,
    evidence
from reference.criteria
where parent_code is not null;
