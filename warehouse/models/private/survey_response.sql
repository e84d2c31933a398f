-- One row per year, wave, unit and day: responses that count; is_hidden: the unit's number of answers is hidden somewhere
-- in the year, or its responses to a wave are too few, so that no number of them may be said. Temporary.
with response as (
    select
        f.year,
        f.wave_code,
        a.unit_code,
        a.response_on,
        count(*) as responses
    from survey_answer as a
    inner join staging.survey_file as f on f.file_seq = a.file_seq and f.is_current
    where a.question_code is null and a.unit_code is not null
    group by f.year, f.wave_code, a.unit_code, a.response_on
),

total as (
    select year, wave_code, unit_code, sum(responses) as responses
    from response
    group by year, wave_code, unit_code
),

hidden as (
    select distinct year, unit_code from survey_hidden where is_n_hidden
    union
    select t.year, t.unit_code
    from total as t
    cross join staging.setting as s
    where t.responses < s.survey_min_count
)

select r.*, h.unit_code is not null as is_hidden
from response as r
left join hidden as h on h.year = r.year and h.unit_code = r.unit_code;
