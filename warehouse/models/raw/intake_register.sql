-- One row per line of the intake register (sổ tiếp nhận). Source: intake_register files.
create table raw.intake_register (
    file_seq bigint,
    sheet string,
    row_number bigint,          -- 1-based row in the sheet
    unit_code string,
    year bigint,                -- year assessed
    milestone_code string,
    received_on date,
    document_number string,
    file_name string,           -- name of the file received with it, NFC; null = none
    signed_on date,             -- day on which the signed document came; null = not noted
    signed_total string         -- canonical decimal, points: total typed from the signed document; null = not noted
);
