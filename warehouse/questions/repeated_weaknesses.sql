-- Criteria below half of the maximum in a year and the one before: how many units each, within one framework;
-- units_in_all: how many units have such a criterion.
with weak as (
    select w.criterion_code, w.unit_code, c.criterion_name
    from mart.repeated_weakness as w
    inner join mart.unit_year as u on u.year = w.year and u.unit_code = w.unit_code
    inner join mart.criterion as c
        on c.framework_code = w.framework_code and c.criterion_code = w.criterion_code
    where w.year = $year and ($block::varchar is null or u.block_code = $block)
)

select criterion_code, any_value(criterion_name) as criterion_name, count(*) as units,
    (select count(distinct unit_code) from weak) as units_in_all
from weak
group by criterion_code
order by units desc, criterion_code
