-- One row per year, unit and reason: a class or a place at the top or bottom of the block that a small change would
-- turn. Filled by warehouse/robustness.py; for information, class and rank stay as they are. Shares: 0-1.
create table mart.borderline (
    year bigint,
    unit_code string,
    block_code string,
    framework_code string,
    reason string,
    subject string,
    cause string,
    places bigint,
    is_held boolean,
    class_code string,
    other_class_code string,
    change_share double,
    criteria string
);
