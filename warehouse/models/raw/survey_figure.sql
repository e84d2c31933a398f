-- One row per year, unit and indicator of a survey whose figures were handed over: as they were published, so what was
-- hidden is null. Source: hand-over packages.
create table raw.survey_figure (
    file_seq bigint,
    year bigint,
    unit_code string,
    indicator string,
    n bigint,
    n_eff double,
    favourable bigint,
    share double,               -- 0-1
    ci_low double,
    ci_high double,
    suppressed boolean,
    people bigint,
    population bigint
);
