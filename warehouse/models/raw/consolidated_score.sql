-- One row per cell with a value of a file issued by Phòng Tư pháp, and per criterion of which it says only how the
-- evidence is, or whether a late opinion counts.
-- Source: consolidated workbooks, tables of replies.
create table raw.consolidated_score (
    file_seq bigint,
    year bigint,
    unit_code string,
    criterion_code string,
    score_type string,          -- verified | final
    sheet string,
    cell string,
    value_text string,          -- as received
    value string,               -- canonical decimal, points; null when not_applicable, or no score
    not_applicable boolean,     -- verified "không áp dụng"
    reason string,              -- why, as it stands beside the score
    evidence_state string,      -- present | missing | invalid | awaited; null = not said
    decided_how string,         -- entered | bulk (agreed to with the rest in one go); null = not said
    late_opinion string         -- accepted | refused: an opinion that came after its days; null = not said
);
