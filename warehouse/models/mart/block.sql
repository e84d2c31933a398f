-- One row per block (khối). Source: reference.blocks.
create table mart.block as
select block_code, block_name, sort_order from reference.blocks;
