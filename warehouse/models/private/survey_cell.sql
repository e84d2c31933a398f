-- One row per year, wave, unit, respondent group, question and option: answers. unit_code '' = no unit. Temporary.
create temp table survey_cell as
select
    f.year,
    f.wave_code,
    f.form_code,
    coalesce(a.unit_code, '') as unit_code,
    coalesce(a.respondent_group, '') as respondent_group,
    a.question_code,
    a.option_code,
    count(*) as answers,
    sum(a.weight) as weight,
    sum(cast(a.weight * a.weight as decimal(24, 6))) as weight_squared
from survey_answer as a
inner join staging.survey_file as f on f.file_seq = a.file_seq and f.is_current
where a.question_code is not null
group by all;
