-- One row per year, unit and criterion with a reply (giải trình): the latest one. Points: DECIMAL(9,4).
-- The proposed score is the unit's proposal, never a score that counts. Source: staging.reply.
select
    year,
    unit_code,
    criterion_code,
    issuer,
    answer,
    answer_text,
    reply_text,
    evidence,
    proposed_points,
    proposed_not_applicable,
    received_on,
    received_on_source,
    opens_on,
    closes_on,
    in_window,
    replies,
    sha256 as source_sha256,
    sheet as source_sheet,
    cell as source_cell,
    proposed_cell
from staging.reply;
