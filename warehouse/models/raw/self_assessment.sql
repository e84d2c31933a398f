-- One row per criterion row of a self-assessment workbook, as received. Source: units' workbooks.
create table raw.self_assessment (
    file_seq bigint,
    unit_code varchar,
    year bigint,
    framework_code varchar,
    criterion_code varchar,
    sheet varchar,
    self_cell varchar,          -- A1 style; null where the sheet has no such cell
    self_text varchar,          -- as received
    self_value varchar,         -- canonical decimal of self_text (15 significant digits), points; null = not scored
    not_applicable boolean,     -- the unit marked "không áp dụng"
    reported_pct_cell varchar,
    reported_pct_text varchar,  -- as received
    reported_pct_value varchar, -- canonical decimal, 0-100 (may exceed 100)
    evidence varchar,
    note varchar
);
