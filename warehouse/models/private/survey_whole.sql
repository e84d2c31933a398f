-- One row per year, block and indicator: whether figures of the block may count hidden units too. Only where they
-- cannot be got back as a difference: each unit is hidden with all its questions or not at all, the hidden ones are
-- at least two, together large enough in every question, and not exactly one of them hides its n. Temporary.
create temp table survey_whole as
with units as (
    select
        year,
        block_code,
        indicator,
        count(*) filter (where is_hidden) as hidden_units,
        count(*) filter (where is_n_hidden) as hidden_sizes,
        coalesce(sum(n_eff) filter (where is_hidden), 0) as hidden_size
    from survey_hidden
    group by year, block_code, indicator
),

by_question as (
    select
        year,
        block_code,
        indicator,
        form_code,
        question_code,
        count(*) filter (where is_hidden and not indicator_hidden) as mixed,
        count(*) filter (where is_hidden) as hidden_units,
        coalesce(sum(n) filter (where is_hidden), 0) as hidden_size
    from survey_question_hidden
    group by year, block_code, indicator, form_code, question_code
),

questions as (
    select
        q.year,
        q.block_code,
        q.indicator,
        max(q.mixed) as mixed,
        max(case when q.hidden_units = 1 or (q.hidden_units > 1 and q.hidden_size < s.survey_min_n) then 1 else 0 end) as unsafe
    from by_question as q
    cross join staging.setting as s
    group by q.year, q.block_code, q.indicator
)

select
    u.year,
    u.block_code,
    u.indicator,
    u.hidden_units = 0 and q.mixed = 0
    or (
        u.hidden_units >= 2 and u.hidden_sizes <> 1 and u.hidden_size >= s.survey_min_n and q.mixed = 0 and q.unsafe = 0
    ) as is_whole
from units as u
inner join questions as q on q.year = u.year and q.block_code = u.block_code and q.indicator = u.indicator
cross join staging.setting as s;
