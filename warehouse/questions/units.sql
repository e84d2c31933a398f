-- Units to choose from: those in scope of at least one year.
select u.unit_code, u.unit_name, u.block_code, b.block_name
from mart.unit as u
inner join mart.block as b on b.block_code = u.block_code
where u.unit_code in (select unit_code from mart.unit_year)
    and ($block::varchar is null or u.block_code = $block)
order by b.sort_order, u.unit_name collate vi
