-- One row per form, question with an indicator and answer option, with its place on the scale.
select
    q.form_code,
    q.question_code,
    o.option_code,
    o.label,
    case
        when q.right_answer is not null then position('|' || o.option_code || '|' in '|' || q.right_answer || '|') > 0
        else o.favourable
    end as favourable,
    o.sort_order
from reference.survey_questions as q
inner join reference.survey_options as o on o.scale_code = q.scale_code
where q.role = 'question' and q.indicator is not null;
