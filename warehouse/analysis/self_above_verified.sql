-- Criteria on which units score themselves higher than verification does: on average by $analysis_self_gap_pct or more
-- percent of the maximum, over the units with both scores. gap: percent of the maximum; above: units whose self-score is
-- the higher one. weight: share of these.
with both_scores as (
    select
        s.framework_code, s.criterion_code,
        100 * cast(s.self_points - coalesce(s.final_points, s.verified_points) as double)
            / nullif(cast(s.max_points as double), 0) as gap
    from mart.criterion_unit_year as s
    inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
    where s.year = $last and s.applicable and s.in_maximum and s.self_points is not null
        and coalesce(s.final_points, s.verified_points) is not null
        and ($block::varchar is null or u.block_code = $block)
),
counted as (
    select
        framework_code, criterion_code, favg(gap) as gap, count(*) filter (gap > 0) as above, count(*) as units
    from both_scores
    group by framework_code, criterion_code
)
select
    c.framework_code, c.criterion_code as code, k.criterion_name as name, c.gap, c.above, c.units,
    c.above / nullif(cast(c.units as double), 0) as weight
from counted as c
inner join mart.criterion as k on k.framework_code = c.framework_code and k.criterion_code = c.criterion_code
where c.gap >= $analysis_self_gap_pct and c.units >= $analysis_min_units
order by c.gap desc, c.criterion_code
