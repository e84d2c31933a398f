-- One row per year, area (block code, or 'city') and indicator; shares 0-1, Wilson 95 %. Units whose own figures are
-- hidden count only where they cannot be got back as a difference. Source: answers of citizens.
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
    population
from survey_area;
