-- One row per self-score that a table of verified scores shows beside the cells of one unit: nothing counts it, it is only
-- compared with what the unit scored itself. Source: consolidated workbooks.
create table raw.self_beside (
    file_seq bigint,
    year bigint,                -- year assessed
    unit_code string,
    criterion_code string,
    sheet string,
    cell string,
    value string                -- canonical decimal, points
);
