-- One row per year, unit and indicator with at least one answer; shares 0-1, Wilson 95 % (z = 1.959963984540054) on
-- n* = n_eff (N - 1)/(N - people) where the population N is known, else n_eff; a full census has no interval. Small
-- figures are null. What another office handed over stands as it was published there, where there are no answers here.
-- Source: answers of citizens, reference.survey_*, raw.survey_figure.
with answered as (
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
    where i.unit_code <> ''
),

handed as (
    select g.*
    from raw.survey_figure as g
    inner join raw.received_file as f on f.file_seq = g.file_seq
    where f.status in ('accepted', 'accepted_with_warnings', 'superseded')
    qualify row_number() over (partition by g.year, g.unit_code, g.indicator order by g.file_seq desc) = 1
)

select
    year, unit_code, indicator, n, n_eff, favourable, share, ci_low, ci_high, suppressed, people, population
from answered
union all
select
    h.year, h.unit_code, h.indicator, h.n, h.n_eff, h.favourable, h.share, h.ci_low, h.ci_high, h.suppressed, h.people,
    h.population
from handed as h
left join answered as a on a.year = h.year and a.unit_code = h.unit_code and a.indicator = h.indicator
where a.unit_code is null;
