-- One row per block that has units.
select block_code, block_name from mart.block
where block_code in (select block_code from mart.unit)
order by sort_order
