-- One row per correction by Phòng Tư pháp: one figure of one unit, year and criterion. Source: correction files.
create table raw.correction (
    file_seq bigint,
    sheet varchar,
    row_number bigint,          -- 1-based row in the sheet
    unit_code varchar,
    year bigint,                -- year assessed
    criterion_code varchar,
    score_type varchar,         -- self | verified | final
    old_cell varchar,           -- A1 style
    old_value varchar,          -- canonical decimal, points, that must be in force; null = not scored
    old_not_applicable boolean,
    new_cell varchar,
    new_text varchar,           -- as received
    new_value varchar,          -- canonical decimal, points; null = not scored
    new_not_applicable boolean,
    reason varchar,
    decided_by varchar,
    decided_on date,
    document_number varchar
);
