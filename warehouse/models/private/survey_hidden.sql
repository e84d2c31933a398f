-- One row per year, unit and indicator: whether its figures are hidden (small), and its n too. One hidden unit in a
-- block and indicator hides the next smallest as well; so does one hidden n, or the total of the block would tell it.
-- Temporary.
with small as (
    select
        i.year,
        i.unit_code,
        i.block_code,
        i.indicator,
        i.n,
        i.n_eff,
        i.people,
        i.favourable,
        i.n < s.survey_min_n or i.n_eff < s.survey_min_n as is_small,
        i.people < s.survey_min_count as is_tiny
    from survey_indicator as i
    cross join staging.setting as s
),

counted as (
    select
        *,
        count(*) filter (where is_small) over (partition by year, block_code, indicator) as small_units,
        count(*) filter (where is_tiny) over (partition by year, block_code, indicator) as tiny_units,
        row_number() over (partition by year, block_code, indicator, is_small order by n, unit_code) as place,
        row_number() over (
            partition by year, block_code, indicator, is_tiny
            order by case when is_small then 0 else 1 end, n, unit_code
        ) as place_of_size
    from small
)

select
    year,
    unit_code,
    block_code,
    indicator,
    n,
    n_eff,
    people,
    favourable,
    is_small,
    is_tiny,
    is_small or (small_units = 1 and place = 1) as is_hidden,
    is_tiny or (tiny_units = 1 and place_of_size = 1) as is_n_hidden
from counted;
