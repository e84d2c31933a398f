-- One row per wave of the plan: how it was made, and what became of the rows of its exports in force. The numbers of
-- rows are null where just one unit of the year has a hidden n: all others subtracted from them would tell it.
create table mart.survey_wave as
with counted as (
    select
        year,
        wave_code,
        count(*) as files,
        min(tool) as tool,
        cast(sum(rows_in) as bigint) as rows_in,
        cast(sum(loaded - coalesce(r.repeated, 0)) as bigint) as loaded,
        cast(sum(refused) as bigint) as refused,
        cast(sum(
            incomplete + rejected_by_review + duplicate_id + no_consent + outside_period + coalesce(r.repeated, 0)
        ) as bigint) as kept_out,
        cast(sum(unknown_answers) as bigint) as unknown_answers
    from staging.survey_file as f
    left join (select file_seq, count(*) as repeated from survey_repeated group by file_seq) as r
        on r.file_seq = f.file_seq
    where is_current
    group by year, wave_code
),

hidden as (
    select year, count(distinct unit_code) as units
    from survey_hidden
    where is_n_hidden and unit_code <> ''
    group by year
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
    case when h.units is distinct from 1 then c.rows_in end as rows_in,
    case when h.units is distinct from 1 then c.loaded end as loaded,
    case when h.units is distinct from 1 then c.refused end as refused,
    case when h.units is distinct from 1 then c.kept_out end as kept_out,
    c.unknown_answers
from reference.survey_waves as w
left join counted as c on c.year = w.year and c.wave_code = w.wave_code
left join hidden as h on h.year = w.year;
