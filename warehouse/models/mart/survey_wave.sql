-- One row per wave of the plan: how it was made, and what became of the rows of its exports in force. The numbers of
-- rows are null where the responses of all other units subtracted from them would tell those of a unit whose number is
-- hidden: of one unit, or of several for which only one number is possible; and where a year has several waves, of any,
-- because the number of people of the year less the rows of one wave are those of the others.
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
            incomplete + rejected_by_review + duplicate_id + no_consent + outside_period + sent_twice
            + coalesce(r.repeated, 0)
        ) as bigint) as kept_out,
        cast(sum(unknown_answers) as bigint) as unknown_answers
    from staging.survey_file as f
    left join (select file_seq, count(*) as repeated from survey_repeated group by file_seq) as r
        on r.file_seq = f.file_seq
    where is_current
    group by year, wave_code
),

by_unit as (
    select year, wave_code, unit_code, is_hidden, sum(responses) as responses
    from survey_response
    group by year, wave_code, unit_code, is_hidden
),

hidden as (
    select
        u.year,
        u.wave_code,
        max(s.survey_min_count) - 1 as few,
        count(*) filter (where u.is_hidden) as units,
        coalesce(sum(u.responses) filter (where u.is_hidden), 0) as responses,
        coalesce(max(u.responses) filter (where u.is_hidden), 0) as largest,
        min(u.responses) filter (where not u.is_hidden) as next_responses
    from by_unit as u
    cross join staging.setting as s
    group by u.year, u.wave_code
),

-- of a unit that has few, the least and the most that the total of the hidden ones allows
judged as (
    select
        year,
        wave_code,
        units = 0 or (
            units > 1
            and count(*) over (partition by year) = 1
            and least(few, responses - units + 1 - case when largest > few then few else 0 end)
            - greatest(1, responses - (units - 1) * case when largest > few then coalesce(next_responses, responses) else few end)
            >= 1
        ) as is_told
    from hidden
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
    case when coalesce(j.is_told, true) then c.rows_in end as rows_in,
    case when coalesce(j.is_told, true) then c.loaded end as loaded,
    case when coalesce(j.is_told, true) then c.refused end as refused,
    case when coalesce(j.is_told, true) then c.kept_out end as kept_out,
    c.unknown_answers
from reference.survey_waves as w
left join counted as c on c.year = w.year and c.wave_code = w.wave_code
left join judged as j on j.year = w.year and j.wave_code = w.wave_code;
