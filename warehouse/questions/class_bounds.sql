-- One row per class of the frameworks in force, best first; lower_pct: from how much of the maximum on, 0-100.
select distinct c.framework_code, c.class_code, c.class_name, cast(c.lower_pct as double) as lower_pct,
    c.sort_order
from mart.class as c
inner join mart.framework_year as y on y.framework_code = c.framework_code
where y.year = $year and ($block::varchar is null or y.block_code = $block)
order by c.framework_code, c.sort_order
