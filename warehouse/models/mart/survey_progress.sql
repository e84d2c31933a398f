-- One row per year, wave and unit that the plan names or that answered: interviews planned and done, and what they
-- allow. responses null: fewer than the setting allows to say. margin: half width of the 95 % interval at 50 %, 0-1;
-- detectable: smallest change between two waves of this size found with 80 % power, 0-1; needed: interviews still
-- missing to the plan and to the smallest number for which a share is shown.
with done as (
    select
        year,
        wave_code,
        unit_code,
        case when not bool_or(is_hidden) then cast(sum(responses) as bigint) end as responses
    from survey_response
    group by year, wave_code, unit_code
),

named as (
    select year, wave_code, unit_code from reference.survey_plan
    union
    select year, wave_code, unit_code from done
),

sized as (
    select
        n.year,
        n.wave_code,
        n.unit_code,
        p.planned_n,
        p.population,
        case when d.unit_code is null then cast(0 as bigint) else d.responses end as responses,
        greatest(coalesce(cast(w.deff as double), 1.0), 1.0) as deff,
        s.survey_min_n
    from named as n
    inner join reference.survey_waves as w on w.year = n.year and w.wave_code = n.wave_code
    cross join staging.setting as s
    left join reference.survey_plan as p
        on p.year = n.year and p.wave_code = n.wave_code and p.unit_code = n.unit_code
    left join done as d on d.year = n.year and d.wave_code = n.wave_code and d.unit_code = n.unit_code
),

effective as (
    select
        *,
        case
            when population is null then responses / nullif(deff, 0)
            when population > responses
                then responses / nullif(deff, 0) * (population - 1) / nullif(population - responses, 0)
        end as n_star
    from sized
)

select
    year,
    wave_code,
    unit_code,
    planned_n,
    population,
    responses,
    1.959963984540054 * sqrt(0.25 / nullif(n_star, 0)) as margin,
    2.801585218112970 * sqrt(0.5 / nullif(n_star, 0)) as detectable,
    case
        when responses is not null
            then greatest(greatest(coalesce(planned_n, 0), cast(ceil(survey_min_n * deff) as bigint)) - responses, 0)
    end as needed
from effective;
