-- One row per year, wave, unit, respondent group, question and option: answers. unit_code '' = no unit. Of a question
-- that is asked of one group, only the answers of that group. Temporary.
with counted as (
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
        sum(cast(a.weight * a.weight as decimal(38, 12))) as weight_squared,
        min(a.weight) as lightest,
        max(a.weight) as heaviest
    from survey_answer as a
    inner join staging.survey_file as f on f.file_seq = a.file_seq and f.is_current
    where a.question_code is not null
    group by all
)

select c.*
from counted as c
left join reference.survey_questions as q on q.form_code = c.form_code and q.question_code = c.question_code
where q.respondent_group is null or q.respondent_group = c.respondent_group;
