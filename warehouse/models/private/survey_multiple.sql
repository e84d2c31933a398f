-- One row per response and select-multiple question with an indicator: what was chosen. Temporary.
select
    f.year,
    f.wave_code,
    f.form_code,
    coalesce(a.unit_code, '') as unit_code,
    coalesce(a.respondent_group, '') as respondent_group,
    a.question_code,
    a.file_seq,
    a.response,
    max(a.weight) as weight,
    count(*) filter (where o.favourable) as favourable_chosen,
    count(*) filter (where position('|' || a.option_code || '|' in '|' || q.right_answer || '|') > 0) as right_chosen,
    count(*) filter (where a.option_code <> '') as chosen
from survey_answer as a
inner join staging.survey_file as f on f.file_seq = a.file_seq and f.is_current
inner join reference.survey_questions as q
    on q.form_code = f.form_code and q.question_code = a.question_code and q.answer_kind = 'multiple'
    and q.role = 'question' and q.indicator is not null
left join reference.survey_options as o on o.scale_code = q.scale_code and o.option_code = a.option_code
where a.option_code is not null
group by f.year, f.wave_code, f.form_code, coalesce(a.unit_code, ''), coalesce(a.respondent_group, ''),
    a.question_code, a.file_seq, a.response;
