-- Criteria whose scores are higher than the survey supports: in $analysis_survey_pct or more of the units with a figure of the
-- survey the score that counts is above even the upper end of its interval (mart.criterion_survey). weight: their share.
with scored as (
    select
        u.framework_code, s.criterion_code,
        coalesce(s.final_points, s.verified_points, s.self_points) > s.survey_points_high as is_above
    from mart.criterion_survey as s
    inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
    where s.year = $last and s.survey_points_high is not null
        and coalesce(s.final_points, s.verified_points, s.self_points) is not null
        and ($block::varchar is null or u.block_code = $block)
),
counted as (
    select framework_code, criterion_code, count(*) filter (is_above) as above, count(*) as units
    from scored
    group by framework_code, criterion_code
)
select
    c.framework_code, c.criterion_code as code, k.criterion_name as name, c.above, c.units,
    c.above / nullif(cast(c.units as double), 0) as weight
from counted as c
inner join mart.criterion as k on k.framework_code = c.framework_code and k.criterion_code = c.criterion_code
where 100 * c.above >= $analysis_survey_pct * c.units and c.above > 0 and c.units >= $analysis_min_units
order by weight desc, c.criterion_code
