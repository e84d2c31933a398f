-- One row per year, unit and indicator with at least one answer; shares 0-1, Wilson 95 % (z = 1.959963984540054) on
-- n* = n_eff (N - 1)/(N - people) where the population N is known, else n_eff; a full census has no interval. Small
-- figures are null. Source: answers of citizens, reference.survey_*.
select
    i.year,
    i.unit_code,
    i.indicator,
    case when not h.is_n_hidden then i.n end as n,
    case when not h.is_n_hidden then i.n_eff end as n_eff,
    case when not h.is_hidden then i.favourable end as favourable,
    case when not h.is_hidden then i.share end as share,
    case when not h.is_hidden then wilson_low(i.share, i.n_star, 1.959963984540054) end as ci_low,
    case when not h.is_hidden then wilson_high(i.share, i.n_star, 1.959963984540054) end as ci_high,
    h.is_hidden as suppressed,
    case when not h.is_n_hidden then i.people end as people,
    i.population
from survey_indicator as i
inner join survey_hidden as h on h.year = i.year and h.unit_code = i.unit_code and h.indicator = i.indicator
where i.unit_code <> '';
