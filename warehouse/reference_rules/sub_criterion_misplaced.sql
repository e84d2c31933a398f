-- One row per sub-criterion and way in which it is no part of its criterion: there are two levels, both stand in one group
-- and both count in the maximum or not, because the points of a criterion are those of its parts.
with part as (
    select
        s.framework_code,
        s.criterion_code,
        s.criterion_code || ' của ' || s.parent_code as found,
        p.parent_code is not null as is_third_level,
        p.group_code <> s.group_code as is_of_another_group,
        p.group_code,
        (p.in_maximum is false) <> (s.in_maximum is false) as counts_otherwise
    from reference.criteria as s
    inner join reference.criteria as p on p.framework_code = s.framework_code and p.criterion_code = s.parent_code
),

told as (
    select framework_code, criterion_code, found, 1 as place, 'hai cấp: tiêu chí, rồi chỉ tiêu thành phần' as expected
    from part
    where is_third_level
    union all
    select framework_code, criterion_code, found, 2 as place, 'cùng nhóm ' || group_code || ' với tiêu chí' as expected
    from part
    where is_of_another_group
    union all
    select
        framework_code,
        criterion_code,
        found,
        3 as place,
        'cùng tính hoặc cùng không tính vào điểm tối đa như tiêu chí' as expected
    from part
    where counts_otherwise
)

select 'criteria' as tables, 'sub_criterion_misplaced' as code, found, expected
from told
order by framework_code, criterion_code, place;
