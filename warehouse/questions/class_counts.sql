-- Number of rated units per block and class; class_code null: no result yet. share: percent of the rated units of the block. To a
-- scoped reader only of a year whose publication names the units.
with counted as (
    select
        b.block_code,
        b.block_name,
        b.sort_order as block_order,
        u.class_code,
        c.class_name,
        coalesce(c.sort_order, 99) as class_order,
        count(*) as units
    from mart.unit_year as u
    inner join mart.block as b on b.block_code = u.block_code
    left join mart.class as c on c.framework_code = u.framework_code and c.class_code = u.class_code
    where u.year = $year and u.is_rated and ($block::varchar is null or u.block_code = $block)
        and ($scope::varchar is null or $year in (select year from mart.public_year where names_units))
    group by all
)
select
    *,
    100.0 * units / nullif(sum(units) over (partition by block_code), 0) as share
from counted
order by block_order, class_order
