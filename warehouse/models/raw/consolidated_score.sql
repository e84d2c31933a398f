-- One row per cell with a value of a file issued by Phòng Tư pháp. Source: consolidated workbooks, tables of replies.
create table raw.consolidated_score (
    file_seq bigint,
    year bigint,
    unit_code varchar,
    criterion_code varchar,
    score_type varchar,         -- verified | final
    sheet varchar,
    cell varchar,
    value_text varchar,         -- as received
    value varchar,              -- canonical decimal, points; null when not_applicable
    not_applicable boolean      -- verified "không áp dụng"
);
