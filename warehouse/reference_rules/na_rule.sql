-- One row per criterion whose rule for "không áp dụng" cannot be followed. Points move to another criterion of the level
-- and the framework, which counts in the maximum and moves none itself: else they would be lost or counted twice.
with moved as (
    select
        framework_code,
        criterion_code,
        na_rule,
        parent_code,
        case when substr(na_rule, 1, 9) = 'moved_to:' then substr(na_rule, 10) end as target_code
    from reference.criteria
    where na_rule not in ('out', 'full')
)

select
    'criteria' as tables,
    'value_not_allowed' as code,
    m.criterion_code || ': ' || m.na_rule as found,
    case
        when m.target_code is null then 'out, full hoặc moved_to:<mã tiêu chí>'
        else 'một tiêu chí khác cùng cấp, tính vào điểm tối đa và tự nó không chuyển điểm'
    end as expected
from moved as m
left join reference.criteria as t
    on t.framework_code = m.framework_code and t.criterion_code = m.target_code
    and t.criterion_code <> m.criterion_code
    and (t.parent_code is null) = (m.parent_code is null)
    and t.in_maximum is not false
    and coalesce(t.na_rule, 'out') = 'out'
where t.criterion_code is null
order by m.framework_code, m.criterion_code;
