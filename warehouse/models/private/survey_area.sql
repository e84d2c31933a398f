-- One row per year, area (each block, and the city: area_code 'city') and indicator, over the units that count there.
-- population: known only where it is known for each of them. Temporary.
with areas as (
    select u.block_code as area_code, u.* from survey_area_unit as u where u.block_code <> ''
    union all
    select 'city' as area_code, u.* from survey_area_unit as u
),

summed as (
    select
        area_code,
        year,
        indicator,
        count(*) as units,
        count(*) filter (where is_hidden) as hidden_units,
        cast(sum(n) as bigint) as n,
        cast(sum(people) as bigint) as people,
        cast(sum(favourable) as bigint) as favourable,
        cast(sum(cast(n_eff as decimal(28, 12))) as double) as n_eff,
        cast(sum(cast(weight as decimal(24, 6))) as double) as weight,
        cast(sum(cast(weight_favourable as decimal(24, 6))) as double) as weight_favourable,
        case when count(population) = count(*) then cast(sum(population) as bigint) end as population
    from areas
    group by area_code, year, indicator
)

select
    *,
    weight_favourable / nullif(weight, 0) as share,
    case
        when population is null then n_eff
        when population > people then n_eff * (population - 1) / nullif(population - people, 0)
    end as n_star
from summed;
