-- One row per criterion that a reply (giải trình) speaks of. Source: replies of units, tables of replies.
create table raw.reply (
    file_seq bigint,
    unit_code varchar,
    year bigint,                -- year assessed
    criterion_code varchar,
    sheet varchar,
    issuer varchar,             -- unit: its own file; office: written down by Phòng Tư pháp
    cell varchar,               -- A1 style: the answer, else the text
    answer varchar,             -- agree | disagree; null = not said or unclear
    answer_text varchar,        -- as received
    reply_text varchar,
    evidence varchar,
    proposed_text varchar,      -- as received
    proposed_value varchar,     -- canonical decimal, points
    proposed_not_applicable boolean,
    proposed_cell varchar
);
