-- One row per wave of the plan: how it was made, and what became of the rows of its exports in force.
create table mart.survey_wave as
with counted as (
    select
        year,
        wave_code,
        count(*) as files,
        min(tool) as tool,
        cast(sum(rows_in) as bigint) as rows_in,
        cast(sum(loaded) as bigint) as loaded,
        cast(sum(refused) as bigint) as refused,
        cast(sum(incomplete + rejected_by_review + duplicate_id + no_consent + outside_period) as bigint) as kept_out,
        cast(sum(unknown_answers) as bigint) as unknown_answers
    from staging.survey_file
    where is_current
    group by year, wave_code
)

select
    w.year,
    w.wave_code,
    w.wave_name,
    w.form_code,
    coalesce(c.tool, w.tool) as tool,
    w.method,
    w.collected_from,
    w.collected_to,
    w.population_source,
    cast(w.deff as double) as deff,
    w.note,
    coalesce(c.files, 0) as files,
    c.rows_in,
    c.loaded,
    c.refused,
    c.kept_out,
    c.unknown_answers
from reference.survey_waves as w
left join counted as c on c.year = w.year and c.wave_code = w.wave_code;
