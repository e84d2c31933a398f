-- Where the points are lost: one row per kind of criterion, and per block of rated units where the report is of all, whose share of the lost
-- points exceeds its share of the maximum by $analysis_concentration_pct or more. Shares: 0-100, over the scored criteria.
-- weight: the excess.
with scores as (
    select k.kind, u.block_code, u.is_rated, s.points, s.max_points
    from mart.criterion_unit_year as s
    inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
    inner join mart.criterion as k on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
    where s.year = $last and s.applicable and s.in_maximum and s.points is not null
        and ($block::varchar is null or u.block_code = $block)
),
parts as (
    select 'kind' as sort, kind as code, sum(max_points - points) as lost, sum(max_points) as most from scores group by kind
    union all
    select 'block' as sort, block_code as code, sum(max_points - points) as lost, sum(max_points) as most
    from scores
    where $block::varchar is null and is_rated
    group by block_code
),
shares as (
    select
        sort, code,
        100 * cast(lost as double) / nullif(cast(sum(lost) over (partition by sort) as double), 0) as lost_share,
        100 * cast(most as double) / nullif(cast(sum(most) over (partition by sort) as double), 0) as share
    from parts
)
select s.sort, s.code, b.block_name, s.lost_share, s.share, (s.lost_share - s.share) / nullif(100, 0) as weight
from shares as s
left join mart.block as b on b.block_code = s.code
where s.lost_share - s.share >= $analysis_concentration_pct
    and (select count(*) from mart.unit_year as u where u.year = $last and u.score_pct is not null
        and ($block::varchar is null or u.block_code = $block)) >= $analysis_min_units
order by weight desc, s.sort, s.code
