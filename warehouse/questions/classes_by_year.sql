-- Number of rated units per year, framework and class; every class of the framework has a row, with 0 where nobody is.
with used as (
    select distinct year, framework_code from mart.unit_year where year between $first and $last
        and ($block::varchar is null or block_code = $block) and ($unit::varchar is null or unit_code = $unit)
)

select d.year, d.framework_code, c.class_code, c.class_name, count(u.unit_code) as units
from used as d
inner join mart.class as c on c.framework_code = d.framework_code
left join mart.unit_year as u
    on u.is_rated and u.year = d.year and u.framework_code = d.framework_code and u.class_code = c.class_code
    and ($block::varchar is null or u.block_code = $block) and ($unit::varchar is null or u.unit_code = $unit)
group by d.year, d.framework_code, c.class_code, c.class_name, c.sort_order
order by d.year, d.framework_code, c.sort_order
