-- One row per year, wave, unit and day: responses that count. Temporary.
select
    f.year,
    f.wave_code,
    a.unit_code,
    a.response_on,
    count(*) as responses
from survey_answer as a
inner join staging.survey_file as f on f.file_seq = a.file_seq and f.is_current
where a.question_code is null and a.unit_code is not null
group by f.year, f.wave_code, a.unit_code, a.response_on;
