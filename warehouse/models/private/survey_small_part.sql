-- One row per year, unit, form and question: size of the largest small part of the answers of which a figure of several
-- units together could tell too much. in_unit: a question or a respondent group of the unit; in_question: the question,
-- or what such a group answered to it. Null where no part is small. Temporary.
with part as (
    select
        year,
        unit_code,
        indicator,
        form_code,
        question_code,
        sum(n) over (partition by year, unit_code, indicator, form_code, question_code, respondent_group) as n,
        sum(n) over (partition by year, unit_code, indicator, form_code, question_code) as of_question,
        sum(n) over (partition by year, unit_code, indicator, respondent_group) as of_group
    from survey_question
)

select
    p.year,
    p.unit_code,
    p.indicator,
    p.form_code,
    p.question_code,
    max(
        greatest(
            case when p.of_question < s.survey_min_n then p.of_question end,
            case when p.of_group < s.survey_min_n then p.of_group end
        )
    ) as in_unit,
    max(
        case
            when p.of_question < s.survey_min_n then p.of_question
            when p.of_group < s.survey_min_n then p.n
        end
    ) as in_question
from part as p
cross join staging.setting as s
group by p.year, p.unit_code, p.indicator, p.form_code, p.question_code;
