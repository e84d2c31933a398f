-- One row per year, block and criterion: what the units of the block have. Points: DOUBLE; spread_pct: percentage points
-- of the maximum between the first and the last tenth of the scored units.
select
    s.year,
    u.block_code,
    s.framework_code,
    s.criterion_code,
    count(s.points) as scored_units,
    count(*) filter (where s.points = s.max_points and s.in_maximum) as full_units,
    median(cast(s.points as double)) as median_points,
    100 * (
        percentile_cont(0.9) within group (order by cast(s.points as double))
        - percentile_cont(0.1) within group (order by cast(s.points as double))
    ) / nullif(max(cast(s.max_points as double)), 0) as spread_pct
from mart.criterion_unit_year as s
inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
where s.applicable and s.points is not null
group by s.year, u.block_code, s.framework_code, s.criterion_code;
