-- One row per correction by Phòng Tư pháp: one figure of one unit, year and criterion. Source: correction files.
create table raw.correction (
    file_seq bigint,
    sheet string,
    row_number bigint,          -- 1-based row in the sheet
    unit_code string,
    year bigint,                -- year assessed
    criterion_code string,
    score_type string,          -- self | verified | final
    old_cell string,            -- A1 style
    old_value string,           -- canonical decimal, points, that must be in force; null = not scored
    old_not_applicable boolean,
    new_cell string,
    new_text string,            -- as received
    new_value string,           -- canonical decimal, points; null = not scored
    new_not_applicable boolean,
    reason string,
    decided_by string,
    decided_on date,
    document_number string
);
