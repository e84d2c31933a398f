-- One row per year and unit with a result: how firm its rank in the block is when the weights of the criteria vary.
-- Filled by warehouse/robustness.py; for information, the official rank never follows it. Ranks: places.
create table mart.rank_interval (
    year bigint,
    unit_code string,
    block_code string,
    framework_code string,
    rank_low double,
    rank_middle double,
    rank_high double,
    rank_shift double,
    class_share double,
    draws bigint
);
