-- One row per year, unit, form and question: whether its distribution is hidden. It is where it is small or its
-- indicator is hidden; and where an indicator is shown but one of its questions hidden, further questions go, until
-- what could be got as a difference is at least two questions and large enough; all of them where even so a small one
-- would be known to less than survey_min_range points. Temporary.
with question as (
    select
        q.year,
        q.unit_code,
        q.indicator,
        q.form_code,
        q.question_code,
        cast(sum(q.n) as bigint) as n,
        cast(sum(q.favourable) as bigint) as favourable,
        cast(
            sum(
                cast(
                    q.n / nullif(greatest(q.n * q.weight_squared / nullif(q.weight * q.weight, 0), 1.0) * z.deff, 0)
                    as decimal(28, 12)
                )
            ) as double
        ) as n_eff
    from (
        select
            year, wave_code, unit_code, indicator, form_code, question_code, sum(n) as n,
            sum(favourable) as favourable, sum(weight) as weight, sum(weight_squared) as weight_squared
        from survey_question
        group by year, wave_code, unit_code, indicator, form_code, question_code
    ) as q
    inner join survey_wave_size as z
        on z.year = q.year and z.wave_code = q.wave_code and z.unit_code = q.unit_code
    group by q.year, q.unit_code, q.indicator, q.form_code, q.question_code
),

small as (
    select
        q.*,
        h.block_code,
        h.is_hidden as indicator_hidden,
        h.is_n_hidden,
        s.survey_min_n,
        s.survey_min_range,
        q.n < s.survey_min_n or q.n_eff < s.survey_min_n as is_small
    from question as q
    inner join survey_hidden as h
        on h.year = q.year and h.unit_code = q.unit_code and h.indicator = q.indicator
    cross join staging.setting as s
),

placed as (
    select
        *,
        max(case when is_small then 1 else 0 end) over (partition by year, unit_code, indicator) as any_small,
        row_number() over (
            partition by year, unit_code, indicator
            order by case when is_small then 0 else 1 end, n, form_code, question_code
        ) as place,
        coalesce(sum(n) over (
            partition by year, unit_code, indicator
            order by case when is_small then 0 else 1 end, n, form_code, question_code
            rows between unbounded preceding and 1 preceding
        ), 0) as n_before
    from small
),

chosen as (
    select *, indicator_hidden or is_small or (any_small = 1 and (place <= 2 or n_before < survey_min_n)) as is_chosen
    from placed
),

known as (
    select
        *,
        room(
            n,
            sum(n) over (partition by year, unit_code, indicator, is_chosen),
            sum(favourable) over (partition by year, unit_code, indicator, is_chosen)
        ) as room
    from chosen
)

select
    year,
    unit_code,
    block_code,
    indicator,
    form_code,
    question_code,
    n,
    favourable,
    is_small,
    indicator_hidden,
    is_n_hidden,
    is_chosen
    or max(
        case when is_chosen and (room < 1 or (is_small and 100 * room < survey_min_range * n)) then 1 else 0 end
    ) over (partition by year, unit_code, indicator) = 1 as is_hidden
from known;
