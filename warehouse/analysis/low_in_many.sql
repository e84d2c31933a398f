-- Criteria that are low in many units, whatever their middle: below $low_criterion_pct of the maximum in
-- $analysis_low_units_pct or more of the units scored, at least two. Where the report is of all, the block with the greatest share of low
-- units among its rated ones, where that is greater than over all. weight: share of the scored units that are low.
with scores as (
    select
        s.framework_code, s.criterion_code, u.block_code, u.is_rated,
        100 * s.points < cast($low_criterion_pct as decimal(9, 4)) * s.max_points as is_low
    from mart.criterion_unit_year as s
    inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
    where s.year = $last and s.applicable and s.in_maximum and s.points is not null
        and ($block::varchar is null or u.block_code = $block)
),
counted as (
    select framework_code, criterion_code, count(*) filter (is_low) as low, count(*) as units
    from scores
    group by framework_code, criterion_code
),
by_block as (
    select
        framework_code, criterion_code, block_code, count(*) filter (is_low) as low, count(*) as units,
        count(*) filter (is_low) / nullif(cast(count(*) as double), 0) as share
    from scores
    where $block::varchar is null and is_rated
    group by framework_code, criterion_code, block_code
    having count(*) >= $analysis_min_units
    qualify row_number() over (partition by framework_code, criterion_code order by share desc, block_code) = 1
)
select
    c.framework_code, c.criterion_code as code, k.criterion_name as name, c.low, c.units,
    b.block_name, m.low as block_low, m.units as block_units,
    c.low / nullif(cast(c.units as double), 0) as weight
from counted as c
inner join mart.criterion as k on k.framework_code = c.framework_code and k.criterion_code = c.criterion_code
left join by_block as m
    on m.framework_code = c.framework_code and m.criterion_code = c.criterion_code and m.units < c.units
    and m.share > c.low / nullif(cast(c.units as double), 0)
left join mart.block as b on b.block_code = m.block_code
where 100 * c.low >= $analysis_low_units_pct * c.units and c.low > 1 and c.units >= $analysis_min_units
order by weight desc, c.criterion_code
