-- Every criterion of a unit that counts in its maximum with its scores, and what its block has: median points, spread between the first and the
-- last tenth (percentage points), how many units are scored, how many have the maximum; to a unit only in a published
-- year, where there are five others.
with told as (
    select b.*
    from mart.criterion_block as b
    where b.year = $year and ($scope::varchar is null or (b.scored_units > 5 and b.year in (select year from mart.public_year)))
)

select
    d.bounds,
    s.criterion_code, k.criterion_name, s.group_code, k.group_name, k.kind, s.applicable,
    cast(s.self_points as double) as self_points,
    cast(s.verified_points as double) as verified_points,
    cast(s.final_points as double) as final_points,
    cast(s.points as double) as points,
    cast(s.max_points as double) as max_points,
    100 * cast(s.points as double) / nullif(cast(s.max_points as double), 0) as pct,
    p.median_points as block_median, p.spread_pct as block_spread,
    coalesce(p.scored_units, 0) as block_scored, coalesce(p.full_units, 0) as block_full,
    row_number() over (order by k.group_order, k.sort_order) as position
from mart.criterion_unit_year as s
inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
inner join mart.criterion as k
    on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
left join told as p
    on p.year = s.year and p.block_code = u.block_code and p.framework_code = s.framework_code
    and p.criterion_code = s.criterion_code
left join mart.framework_bounds as d on d.framework_code = s.framework_code
where s.year = $year and s.unit_code = $unit and s.in_maximum and ($scope::varchar is null or s.unit_code = $scope)
order by position
