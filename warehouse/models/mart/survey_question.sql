-- One row per form and question with an indicator. Source: reference.survey_questions.
select
    form_code,
    question_code,
    wording,
    indicator,
    coalesce(answer_kind, 'single') as answer_kind,
    respondent_group,
    scale_code,
    right_answer,
    series,
    sort_order
from reference.survey_questions
where role = 'question' and indicator is not null;
