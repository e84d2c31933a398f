-- One row per year, unit and survey indicator; shares 0-1. Empty until survey answers are loaded.
create table mart.survey_unit_year (
    year bigint,
    unit_code varchar,
    indicator varchar,
    n bigint,
    n_eff double,
    favourable bigint,
    share double,
    ci_low double,
    ci_high double,
    suppressed boolean
);
