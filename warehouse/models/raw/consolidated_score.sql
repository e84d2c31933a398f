-- One row per cell with a value of a file issued by Phòng Tư pháp. Source: consolidated workbooks, tables of replies.
create table raw.consolidated_score (
    file_seq bigint,
    year bigint,
    unit_code string,
    criterion_code string,
    score_type string,          -- verified | final
    sheet string,
    cell string,
    value_text string,          -- as received
    value string,               -- canonical decimal, points; null when not_applicable
    not_applicable boolean      -- verified "không áp dụng"
);
