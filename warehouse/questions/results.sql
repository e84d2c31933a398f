-- Every unit of a year as the annex lists it: maximum that applies, self, verified, percent, class, rank; is_held: a weakness
-- is not told of it by name yet (mart.unit_told).
select
    d.bounds,
    b.block_code, b.block_name, u.unit_code, u.unit_name, cast(y.max_points as double) as max_points, y.self_pct,
    cast(y.self_points as double) as self_points, cast(y.verified_points as double) as verified_points,
    cast(y.points as double) as points, y.score_pct, r.class_name, r.rank_block, y.is_rated, y.score_basis,
    y.criteria_scored, y.criteria_applicable, y.obligation, y.told_status as status, y.needs_supplement,
    coalesce(t.is_held, false) as is_held, t.returned_on, t.expired_on
from mart.unit_year as y
inner join mart.unit as u on u.unit_code = y.unit_code
inner join mart.block as b on b.block_code = y.block_code
inner join mart.ranking as r on r.year = y.year and r.unit_code = y.unit_code
left join mart.unit_told as t on t.year = y.year and t.unit_code = y.unit_code
left join mart.framework_bounds as d on d.framework_code = y.framework_code
where y.year = $year and ($block::varchar is null or y.block_code = $block)
    and ($unit::varchar is null or y.unit_code = $unit)
order by b.sort_order, r.rank_block nulls last, u.unit_name collate vi
