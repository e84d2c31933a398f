-- One row per year, area (block code, or 'city') and indicator; shares 0-1, Wilson 95 %. Units whose own figures are
-- hidden count only where they cannot be got back as a difference. share: all answers pooled; population_share: the
-- shares of the shown units, each by its population. Source: answers of citizens.
select
    year,
    area_code,
    indicator,
    units,
    hidden_units,
    n,
    people,
    n_eff,
    favourable,
    share,
    wilson_low(share, n_star, 1.959963984540054) as ci_low,
    wilson_high(share, n_star, 1.959963984540054) as ci_high,
    population,
    population_share,
    wilson_low(population_share, population_size, 1.959963984540054) as population_low,
    wilson_high(population_share, population_size, 1.959963984540054) as population_high,
    case when population_share is not null then shown_units end as population_units
from survey_area;
