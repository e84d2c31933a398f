-- One row per block (khối). Source: reference.blocks.
select block_code, block_name, sort_order from reference.blocks;
