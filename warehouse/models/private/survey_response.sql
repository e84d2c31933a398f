-- One row per year, wave, unit and day: responses that count; is_hidden: the unit's number of answers is hidden somewhere
-- in the year, or its responses to a wave are too few, so that no number of them may be said. Temporary.
with total as (
    select year, wave_code, unit_code, sum(responses) as responses
    from survey_response_count
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
from survey_response_count as r
left join hidden as h on h.year = r.year and h.unit_code = r.unit_code;
