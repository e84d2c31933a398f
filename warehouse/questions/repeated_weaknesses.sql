-- Criteria below half of the maximum in a year and the one before: how many units each, within one framework;
-- units_in_all: how many units have such a criterion.
with weak as (
    select n.criterion_code, n.unit_code, c.criterion_name
    from mart.criterion_unit_year as n
    inner join mart.criterion_unit_year as b
        on b.unit_code = n.unit_code and b.year = n.year - 1 and b.framework_code = n.framework_code
        and b.criterion_code = n.criterion_code
    inner join mart.unit_year as u on u.year = n.year and u.unit_code = n.unit_code
    inner join mart.criterion as c
        on c.framework_code = n.framework_code and c.criterion_code = n.criterion_code
    where n.year = $year and n.applicable and b.applicable
        and n.points * 2 < n.max_points and b.points * 2 < b.max_points
        and ($block::varchar is null or u.block_code = $block)
)

select criterion_code, any_value(criterion_name) as criterion_name, count(*) as units,
    (select count(distinct unit_code) from weak) as units_in_all
from weak
group by criterion_code
order by units desc, criterion_code
