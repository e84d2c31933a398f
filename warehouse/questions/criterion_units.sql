-- Every unit to which a criterion applies: its points, percent and what it gave as evidence. The rated ones best first;
-- then those only asked to assess themselves, by block and name, so that their order tells no rank.
select
    d.bounds,
    u.unit_code, u.unit_name, b.block_name, u.is_rated, s.applicable, s.evidence, s.reported_pct,
    cast(s.points as double) as points, cast(s.max_points as double) as max_points,
    100 * cast(s.points as double) / nullif(cast(s.max_points as double), 0) as pct,
    case
        when s.final_points is not null then 'final'
        when s.verified_points is not null then 'verified'
        when s.self_points is not null then 'self'
    end as basis
from mart.criterion_unit_year as s
inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
inner join mart.block as b on b.block_code = u.block_code
left join mart.framework_bounds as d on d.framework_code = s.framework_code
where s.year = $year and s.criterion_code = $criterion
    and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or u.unit_code = $scope)
order by s.applicable desc, u.is_rated desc, case when u.is_rated then pct end desc nulls last, b.sort_order, u.unit_name collate vi
