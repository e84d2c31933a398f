-- Criteria that stay low: below $low_criterion_pct of the maximum in the year before and in this one in the same unit, in
-- $analysis_repeat_pct or more of the units scored on it in both years, at least two, on one framework. weight: their share.
with both_years as (
    select
        n.framework_code, n.criterion_code,
        100 * n.points < cast($low_criterion_pct as decimal(9, 4)) * n.max_points
        and 100 * p.points < cast($low_criterion_pct as decimal(9, 4)) * p.max_points as is_low
    from mart.criterion_unit_year as n
    inner join mart.criterion_unit_year as p
        on p.year = n.year - 1 and p.unit_code = n.unit_code and p.framework_code = n.framework_code
        and p.criterion_code = n.criterion_code
    inner join mart.unit_year as u on u.year = n.year and u.unit_code = n.unit_code
    where n.year = $last and n.applicable and p.applicable and n.in_maximum
        and n.points is not null and p.points is not null
        and ($block::varchar is null or u.block_code = $block)
),
counted as (
    select framework_code, criterion_code, count(*) filter (is_low) as low, count(*) as units
    from both_years
    group by framework_code, criterion_code
)
select
    c.framework_code, c.criterion_code as code, k.criterion_name as name, c.low, c.units,
    c.low / nullif(cast(c.units as double), 0) as weight
from counted as c
inner join mart.criterion as k on k.framework_code = c.framework_code and k.criterion_code = c.criterion_code
where 100 * c.low >= $analysis_repeat_pct * c.units and c.low > 1 and c.units >= $analysis_min_units
order by weight desc, c.criterion_code
