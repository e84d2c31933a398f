-- Comparable dimensions by year: median over units of their percent, and the share of points they cover.
-- One row per year, framework and dimension; both figures 0-100; median_pct null: no unit has a result in it. A unit reads
-- what is common to its own and, of published years, to blocks of which five others have a result.
with per_unit as (
    select
        s.year, s.unit_code, u.block_code, s.framework_code, k.dimension_code, k.dimension_name, k.dimension_comparable,
        100 * cast(sum(s.points) as double)
            / nullif(cast(sum(s.max_points) filter (s.points is not null) as double), 0) as pct,
        cast(sum(s.max_points) filter (s.applicable) as double) as max_points
    from mart.criterion_unit_year as s
    inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
    inner join mart.criterion as k
        on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
    where $block::varchar is null or u.block_code = $block
    group by all
),
told as (
    select *, count(pct) over (partition by year, framework_code, dimension_code, block_code) as in_block from per_unit
),
shared as (
    select *, sum(max_points) over (partition by year, framework_code) as all_points
    from told
    where $scope::varchar is null or unit_code = $scope or (
        in_block > 5 and year in (select year from mart.public_year)
    )
)
select
    p.year, p.framework_code, p.dimension_name,
    p.year = any_value(s.running_year) as is_running,
    any_value(d.bounds) as bounds,
    count(p.pct) as with_result,
    median(p.pct) as median_pct,
    100 * sum(p.max_points) / nullif(any_value(p.all_points), 0) as share_of_points
from shared as p
cross join mart.snapshot as s
left join mart.framework_bounds as d on d.framework_code = p.framework_code
where p.dimension_comparable
group by p.year, p.framework_code, p.dimension_code, p.dimension_name
order by p.dimension_code, p.year
