-- One row per year, wave, unit, respondent group and question with an indicator: people who answered (n), favourable
-- answers, sums of weights, the lightest and the heaviest weight. Temporary.
with single as (
    select
        c.year,
        c.wave_code,
        c.form_code,
        c.unit_code,
        c.respondent_group,
        c.question_code,
        q.indicator,
        c.answers,
        c.weight,
        c.weight_squared,
        c.lightest,
        c.heaviest,
        case
            when q.right_answer is not null then position('|' || c.option_code || '|' in '|' || q.right_answer || '|') > 0
            else coalesce(o.favourable, false)
        end as is_favourable
    from survey_cell as c
    inner join reference.survey_questions as q
        on q.form_code = c.form_code and q.question_code = c.question_code
        and coalesce(q.answer_kind, 'single') = 'single' and q.role = 'question' and q.indicator is not null
    left join reference.survey_options as o on o.scale_code = q.scale_code and o.option_code = c.option_code
    where c.option_code is not null
),

multiple as (
    select
        m.year,
        m.wave_code,
        m.form_code,
        m.unit_code,
        m.respondent_group,
        m.question_code,
        q.indicator,
        cast(1 as bigint) as answers,
        m.weight,
        cast(m.weight * m.weight as decimal(38, 12)) as weight_squared,
        m.weight as lightest,
        m.weight as heaviest,
        case
            when q.right_answer is not null
                then m.chosen = m.right_chosen
                and m.right_chosen = length(q.right_answer) - length(replace(q.right_answer, '|', '')) + 1
            else m.favourable_chosen > 0
        end as is_favourable
    from survey_multiple as m
    inner join reference.survey_questions as q
        on q.form_code = m.form_code and q.question_code = m.question_code
        and (q.respondent_group is null or q.respondent_group = m.respondent_group)
)

select
    year,
    wave_code,
    form_code,
    unit_code,
    respondent_group,
    question_code,
    indicator,
    cast(sum(answers) as bigint) as n,
    cast(coalesce(sum(answers) filter (where is_favourable), 0) as bigint) as favourable,
    cast(sum(weight) as double) as weight,
    cast(sum(weight_squared) as double) as weight_squared,
    cast(coalesce(sum(weight) filter (where is_favourable), 0) as double) as weight_favourable,
    min(lightest) as lightest,
    max(heaviest) as heaviest
from (select * from single union all select * from multiple) as every_question
group by year, wave_code, form_code, unit_code, respondent_group, question_code, indicator;
