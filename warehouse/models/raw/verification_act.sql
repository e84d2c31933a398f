-- One row per unit whose verification a file issued by Phòng Tư pháp closes or opens again. Source: consolidated workbooks.
create table raw.verification_act (
    file_seq bigint,
    year bigint,                -- year assessed
    unit_code string,
    act string,                 -- closed | reopened
    words string,               -- by whom it was closed, why it was opened again
    sheet string,
    cell string
);
