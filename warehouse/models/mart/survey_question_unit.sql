-- One row per year, unit, form, question and answer option of questions with an indicator; for a hidden question one
-- row without option and figures. n: people who answered; answers: who chose the option (several where a question
-- allows it); share 0-1, weighted. Source: answers of citizens.
with cell as (
    select
        year,
        unit_code,
        form_code,
        question_code,
        option_code,
        cast(sum(answers) as bigint) as answers,
        cast(sum(weight) as double) as weight
    from survey_cell
    where option_code is not null
    group by year, unit_code, form_code, question_code, option_code
),

question as (
    select
        year,
        unit_code,
        form_code,
        question_code,
        cast(sum(cast(weight as decimal(24, 6))) as double) as weight
    from survey_question
    group by year, unit_code, form_code, question_code
)

select
    h.year,
    h.unit_code,
    h.indicator,
    h.form_code,
    h.question_code,
    c.option_code,
    case when not h.is_hidden then h.n end as n,
    c.answers,
    c.weight / nullif(q.weight, 0) as share,
    h.is_hidden as suppressed
from survey_question_hidden as h
inner join question as q
    on q.year = h.year and q.unit_code = h.unit_code and q.form_code = h.form_code and q.question_code = h.question_code
left join cell as c
    on c.year = h.year and c.unit_code = h.unit_code and c.form_code = h.form_code
    and c.question_code = case when not h.is_hidden then h.question_code end
where h.unit_code <> '' and (h.is_hidden or c.option_code is not null);
