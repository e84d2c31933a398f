-- One row per year, area (each block, and the city: area_code 'city') and indicator, over the units that count there.
-- population: known only where it is known for each of them. population_share: the shares of the units that are shown,
-- each by its population, where that is known for all of them (two at least); it tells nothing of a hidden unit, since it
-- holds none. population_size: the size of a simple sample that would be as sure (stratified by units). Temporary.
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
        case when count(population) = count(*) then cast(sum(population) as bigint) end as population,
        count(*) filter (where not is_hidden) as shown_units,
        count(population) filter (where not is_hidden) as known_units,
        cast(sum(case when not is_hidden then population end) as double) as shown_population,
        cast(sum(case when not is_hidden then cast(population * share as decimal(28, 12)) end) as double) as shown_favourable,
        -- of a full census no error is left
        cast(sum(
            case
                when not is_hidden
                    then cast(coalesce(
                        cast(population as double) * population * share * (1 - share) / nullif(n_star, 0), 0.0
                    ) as decimal(38, 12))
            end
        ) as double) as shown_variance
    from areas
    group by area_code, year, indicator
),

weighted as (
    select
        *,
        case
            when shown_units >= 2 and known_units = shown_units then shown_favourable / nullif(shown_population, 0)
        end as population_share
    from summed
)

select
    *,
    weight_favourable / nullif(weight, 0) as share,
    case
        when population is null then n_eff
        when population > people then n_eff * (population - 1) / nullif(population - people, 0)
    end as n_star,
    population_share * (1 - population_share) * shown_population * shown_population
    / nullif(shown_variance, 0) as population_size
from weighted;
