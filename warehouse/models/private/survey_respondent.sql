-- One row per response of an export that adds to its wave, where the survey tool gives an id, or the second in which it
-- was sent: what tells it from the others of the wave, a number that says nothing of the person. Temporary: the build
-- offers the Parquet files of answers under this name; where none has it, this is empty.
create temp table if not exists survey_respondent (
    file_seq bigint,
    response bigint,
    respondent ubigint
);
