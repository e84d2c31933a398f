-- Classes and places of rated units that a small change would turn, with what turns them; the own unit's only for a scoped reader.
select
    d.bounds,
    r.unit_code, u.unit_name, b.block_name, u.score_pct, u.rank_block, u.score_basis,
    r.reason, r.subject, r.cause, r.places, r.is_held, r.change_share, r.criteria,
    c.class_name, o.class_name as other_class_name
from mart.borderline as r
inner join mart.unit_year as u on u.year = r.year and u.unit_code = r.unit_code
inner join mart.block as b on b.block_code = u.block_code
left join mart.class as c on c.framework_code = r.framework_code and c.class_code = r.class_code
left join mart.class as o on o.framework_code = r.framework_code and o.class_code = r.other_class_code
left join mart.framework_bounds as d on d.framework_code = r.framework_code
where r.year = $year and u.is_rated
    and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or r.unit_code = $scope)
order by b.sort_order, u.rank_block, u.unit_name collate vi, r.reason
