-- One row per criterion over the scored units: middle, spread, points lost, change within the framework.
-- Percentages: 0-100 of the maximum; lost_share: 0-100 of the points lost on all these criteria; below_half: units.
-- points_lost counts scored applicable criteria only: an unscored cell is not a lost point.
with scores as (
    select s.year, s.unit_code, s.criterion_code, s.framework_code, s.points, s.max_points,
        100 * cast(s.points as double) / nullif(cast(s.max_points as double), 0) as pct,
        cast(s.self_points - s.verified_points as double) as gap,
        s.applicable, s.in_maximum
    from mart.criterion_unit_year as s
    inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
    where s.year in ($year, $year - 1) and ($block::varchar is null or u.block_code = $block)
        -- a unit reads what is common to its own and, once the year is published, to blocks of which five others are scored:
        -- before that a figure that moves from one day to the next is the score of somebody
        and ($scope::varchar is null or u.unit_code = $scope or exists (
            select 1 from mart.criterion_block as n
            where n.year = s.year and n.block_code = u.block_code and n.framework_code = s.framework_code
                and n.criterion_code = s.criterion_code and n.scored_units > 5
                and s.year in (select year from mart.public_year)
        ))
),
per_criterion as (
    select
        year, framework_code, criterion_code,
        count(*) filter (applicable) as applicable_units,
        count(points) as scored_units,
        median(pct) as median_pct,
        quantile_cont(pct, 0.25) as lower_quartile,
        quantile_cont(pct, 0.75) as upper_quartile,
        count(*) filter (pct < 50) as below_half,
        cast(sum(max_points - points) filter (in_maximum) as double) as points_lost,
        avg(gap) as self_minus_verified
    from scores
    group by year, framework_code, criterion_code
),
-- a change is that of the same units, where enough of them can be compared
moved as (
    select s.framework_code, s.criterion_code,
        median(s.pct) filter (s.year = $year) - median(s.pct) filter (s.year = $year - 1) as median_change
    from scores as s
    inner join mart.comparison_unit as c
        on c.year = $year and c.before = $year - 1 and c.unit_code = s.unit_code and c.is_compared
    where (
        select m.is_comparable from mart.comparison as m
        where m.year = $year and m.before = $year - 1 and m.place_code = coalesce($block::varchar, 'all')
    )
    group by s.framework_code, s.criterion_code
)
select
    d.bounds,
    k.framework_code, k.criterion_code, k.criterion_name, k.group_code, k.group_name, k.kind,
    k.dimension_name,
    cast(k.max_points as double) as max_points,
    n.applicable_units, n.scored_units, n.median_pct, n.lower_quartile, n.upper_quartile, n.below_half,
    n.points_lost,
    100 * n.points_lost / nullif(sum(n.points_lost) over (), 0) as lost_share,
    p.median_change,
    n.self_minus_verified,
    k.evidence,
    row_number() over (order by k.framework_code, k.group_order, k.sort_order) as position
from mart.criterion as k
inner join per_criterion as n
    on n.framework_code = k.framework_code and n.criterion_code = k.criterion_code and n.year = $year
left join moved as p on p.framework_code = k.framework_code and p.criterion_code = k.criterion_code
left join mart.framework_bounds as d on d.framework_code = k.framework_code
where k.in_maximum
order by position
