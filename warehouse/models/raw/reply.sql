-- One row per criterion that a reply (giải trình) speaks of. Source: replies of units, tables of replies.
create table raw.reply (
    file_seq bigint,
    unit_code string,
    year bigint,                -- year assessed
    criterion_code string,
    sheet string,
    issuer string,              -- unit: its own file; office: written down by Phòng Tư pháp
    cell string,                -- A1 style: the answer, else the text
    answer string,              -- agree | disagree; null = not said or unclear
    answer_text string,         -- as received
    reply_text string,
    evidence string,
    proposed_text string,       -- as received
    proposed_value string,      -- canonical decimal, points
    proposed_not_applicable boolean,
    proposed_cell string
);
