-- One row per coded answer, and one per response (question_code null). respondent: where the export adds to its wave and
-- the survey tool gives an id, or the second in which it was sent: what tells a response from the others of the wave, a
-- number that says nothing of the person; interview: there too, the same of one whose export tells when it began and ended,
-- whatever its id. Temporary: the build offers the Parquet files of answers under this name; where
-- there are none, this is empty. Never part of a snapshot.
create temp table if not exists survey_coded (
    file_seq bigint,
    response bigint,
    response_on date,
    unit_code string,
    respondent_group string,
    weight decimal(12, 6),
    question_code string,
    option_code string,
    respondent ubigint,
    interview ubigint
);
