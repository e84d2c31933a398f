-- One row per criterion whose points cannot be 0: nothing done is 0 points, of a penalty and of a bonus too.
select
    'criteria' as tables,
    'value_not_allowed' as code,
    criterion_code || ': từ ' || plain_points(coalesce(min_points, 0)) || ' đến ' || plain_points(max_points) || ' điểm'
        as found,
    'điểm tối thiểu không lớn hơn 0, điểm tối đa không nhỏ hơn 0' as expected
from reference.criteria
where coalesce(min_points, 0) > 0 or max_points < 0
order by framework_code, criterion_code;
