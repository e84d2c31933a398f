-- One row per criterion row of a self-assessment workbook, as received. Source: units' workbooks.
create table raw.self_assessment (
    file_seq bigint,
    unit_code string,
    year bigint,
    framework_code string,
    criterion_code string,
    sheet string,
    self_cell string,           -- A1 style; null where the sheet has no such cell
    self_text string,           -- as received
    self_value string,          -- canonical decimal of self_text (15 significant digits), points; null = not scored
    not_applicable boolean,     -- the unit marked "không áp dụng"
    reported_pct_cell string,
    reported_pct_text string,   -- as received
    reported_pct_value string,  -- canonical decimal, 0-100 (may exceed 100)
    evidence string,
    note string
);
