-- One row per year, area (block code, or 'city'), form, question and answer option. Hidden cells of units count only
-- where the whole block may be shown. n: people; share 0-1, weighted. Source: answers of citizens.
with counted as (
    select h.*
    from survey_question_hidden as h
    inner join survey_area_unit as a on a.year = h.year and a.unit_code = h.unit_code and a.indicator = h.indicator
    inner join survey_whole as w on w.year = h.year and w.block_code = h.block_code and w.indicator = h.indicator
    where w.questions_whole or not h.is_hidden
),

areas as (
    select block_code as area_code, c.* from counted as c where c.block_code <> ''
    union all
    select 'city' as area_code, c.* from counted as c
),

size as (
    select
        a.area_code,
        a.year,
        a.indicator,
        a.form_code,
        a.question_code,
        cast(sum(q.n) as bigint) as n,
        cast(sum(cast(q.weight as decimal(24, 6))) as double) as weight
    from areas as a
    inner join survey_question as q
        on q.year = a.year and q.unit_code = a.unit_code and q.form_code = a.form_code
        and q.question_code = a.question_code
    group by a.area_code, a.year, a.indicator, a.form_code, a.question_code
),

cell as (
    select
        a.area_code,
        a.year,
        a.form_code,
        a.question_code,
        c.option_code,
        cast(sum(c.answers) as bigint) as answers,
        cast(sum(c.weight) as double) as weight
    from areas as a
    inner join survey_cell as c
        on c.year = a.year and c.unit_code = a.unit_code and c.form_code = a.form_code
        and c.question_code = a.question_code and c.option_code is not null
    group by a.area_code, a.year, a.form_code, a.question_code, c.option_code
)

select
    s.year,
    s.area_code,
    s.indicator,
    s.form_code,
    s.question_code,
    c.option_code,
    s.n,
    c.answers,
    c.weight / nullif(s.weight, 0) as share
from size as s
inner join cell as c
    on c.area_code = s.area_code and c.year = s.year and c.form_code = s.form_code and c.question_code = s.question_code;
