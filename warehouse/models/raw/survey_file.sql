-- One row per survey export in force: its wave and what became of its rows. Source: survey exports.
-- rows_in = loaded + refused + incomplete + rejected_by_review + duplicate_id + no_consent + outside_period + sent_twice.
create table raw.survey_file (
    file_seq bigint,
    year bigint,
    wave_code string,
    form_code string,
    tool string,                    -- survey tool by its headers
    rows_in bigint,
    loaded bigint,                  -- responses that count
    refused bigint,                 -- bad rows
    incomplete bigint,
    rejected_by_review bigint,
    duplicate_id bigint,
    no_consent bigint,
    outside_period bigint,
    sent_twice bigint,              -- the same interview under another id
    unknown_answers bigint          -- answers that no scale knows, left empty
);
