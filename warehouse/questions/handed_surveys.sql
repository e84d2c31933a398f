-- Figures of surveys of some units, hidden where they are hidden.
select
    year, unit_code, indicator, n, n_eff, favourable, share, ci_low, ci_high, suppressed, people, population
from mart.survey_unit_year
where list_contains($units, unit_code)
order by year, unit_code, indicator
