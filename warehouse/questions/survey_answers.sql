-- One row per question and answer of an indicator, for a unit, a block or the city; a hidden question has one row
-- without an answer.
with cell as (
    select year, form_code, question_code, option_code, n, answers, share, suppressed
    from mart.survey_question_unit
    where $unit::varchar is not null and unit_code = $unit
        and ($scope::varchar is null or unit_code = $scope) and indicator = $indicator
    union all
    select year, form_code, question_code, option_code, n, answers, share, false as suppressed
    from mart.survey_question_area
    where $unit::varchar is null and area_code = coalesce($block::varchar, 'city') and indicator = $indicator
)

select q.wording, q.sort_order as question_order, q.answer_kind, c.question_code, c.option_code,
    coalesce(o.label, case when c.option_code = '' then 'Không chọn mục nào' else c.option_code end) as label,
    o.favourable, o.sort_order, c.n, c.answers, c.share, c.suppressed
from cell as c
inner join mart.survey_question as q on q.form_code = c.form_code and q.question_code = c.question_code
left join mart.survey_option as o
    on o.form_code = c.form_code and o.question_code = c.question_code and o.option_code = c.option_code
where c.year = $year
order by question_order, c.question_code, o.sort_order nulls last
