-- One row per year, place (unit code, block code, or 'city'), level and indicator that was surveyed before too: change
-- since the previous survey year with a Newcombe 95 % interval (0-1); null where the question map does not call the
-- two comparable (is_comparable), or a figure or an interval is missing. Source: published figures only.
with places as (
    select year, 'unit' as level, unit_code as place_code, indicator, share, ci_low, ci_high from mart.survey_unit_year
    union all
    select
        year,
        case when area_code = 'city' then 'city' else 'block' end as level,
        area_code as place_code,
        indicator,
        share,
        ci_low,
        ci_high
    from mart.survey_area_year
)

select
    p.year,
    c.previous_year,
    p.level,
    p.place_code,
    p.indicator,
    c.is_comparable,
    case when c.is_comparable then b.share end as previous_share,
    case when c.is_comparable then p.share - b.share end as difference,
    case
        when c.is_comparable
            then p.share - b.share
            - sqrt((p.share - p.ci_low) * (p.share - p.ci_low) + (b.ci_high - b.share) * (b.ci_high - b.share))
    end as difference_low,
    case
        when c.is_comparable
            then p.share - b.share
            + sqrt((p.ci_high - p.share) * (p.ci_high - p.share) + (b.share - b.ci_low) * (b.share - b.ci_low))
    end as difference_high
from places as p
inner join survey_comparable as c on c.year = p.year and c.indicator = p.indicator
inner join places as b
    on b.year = c.previous_year and b.level = p.level and b.place_code = p.place_code and b.indicator = p.indicator;
