-- One row per year, unit and criterion that rests on a survey and has bands: the points that the survey supports at
-- its share, and at both ends of its interval (null where the figure is hidden or absent). Without an interval the share
-- is certain where everybody was asked, and anything is possible where more answered than the plan says there are. finding:
-- self_above_survey where the self-score is above even the upper end. Nothing is changed by it.
with scored as (
    select
        c.year,
        c.unit_code,
        c.framework_code,
        c.criterion_code,
        k.survey_indicator as indicator,
        c.self_points,
        c.verified_points,
        c.final_points,
        c.max_points,
        s.share,
        coalesce(s.ci_low, case when s.population < s.people then 0 * s.share else s.share end) as low,
        coalesce(s.ci_high, case when s.population < s.people then 0 * s.share + 1 else s.share end) as high,
        s.n,
        coalesce(s.suppressed, false) as suppressed
    from mart.criterion_unit_year as c
    inner join reference.criteria as k
        on k.framework_code = c.framework_code and k.criterion_code = c.criterion_code and k.survey_indicator is not null
    left join mart.survey_unit_year as s
        on s.year = c.year and s.unit_code = c.unit_code and s.indicator = k.survey_indicator
    where c.applicable
),

-- 57 of 100 reach a band from 57 %: 0.57 × 100 would be less than 57
banded as (
    select
        s.year,
        s.unit_code,
        s.criterion_code,
        max_by(b.points, b.lower_pct) filter (where s.share >= cast(b.lower_pct as double) / nullif(100, 0)) as points,
        max_by(b.points, b.lower_pct) filter (where s.low >= cast(b.lower_pct as double) / nullif(100, 0)) as points_low,
        max_by(b.points, b.lower_pct) filter (where s.high >= cast(b.lower_pct as double) / nullif(100, 0)) as points_high
    from scored as s
    inner join reference.criterion_bands as b
        on b.framework_code = s.framework_code and b.criterion_code = s.criterion_code
    group by s.year, s.unit_code, s.criterion_code
)

select
    s.year,
    s.unit_code,
    s.criterion_code,
    s.indicator,
    s.self_points,
    s.verified_points,
    s.final_points,
    s.max_points,
    s.n,
    s.share,
    s.low as share_low,
    s.high as share_high,
    b.points as survey_points,
    b.points_low as survey_points_low,
    b.points_high as survey_points_high,
    s.suppressed,
    case when s.self_points > b.points_high then 'self_above_survey' end as finding
from scored as s
inner join banded as b
    on b.year = s.year and b.unit_code = s.unit_code and b.criterion_code = s.criterion_code;
