-- One row per unit in scope of a year: result (0-100 of the maximum; null: none yet), rank in block and overall, ties,
-- interval, class, distance to the bounds of its class, change; compared_pct, compared_pct_before: the two results on the
-- criteria on which the change is told; is_held: a weakness is not told of the unit by name yet (mart.unit_told).
-- Units without a result come last in their block. Points, self-assessed figures and receipt dates of other units are
-- null for a scoped reader, who has other units only of a year that was published.
with compared as (
    select year, unit_code, score_pct as compared_pct, score_pct_before as compared_pct_before
    from mart.unit_change
    where part_kind = 'all'
)

select
    d.bounds,
    year, unit_code, unit_name, block_code, block_name, block_order, framework_code, framework_name,
    score_pct, rank_block, ranked, tied, block_median, rank_low, rank_high, class_code, class_name, class_order,
    case when is_rated then rank_change_common end as rank_change_common, is_rated, score_basis, criteria_applicable, criteria_scored, is_incomplete, is_provisional,
    due_on, obligation, told_status as status, told_days as days_late, needs_supplement, is_under_check,
    case when $scope::varchar is null or unit_code = $scope then points end as points,
    case when $scope::varchar is null or unit_code = $scope then max_points end as max_points,
    case when $scope::varchar is null or unit_code = $scope then self_pct end as self_pct,
    case when $scope::varchar is null or unit_code = $scope then received_on end as received_on,
    rank_overall, ranked_overall, tied_overall, overall_median, next_class_name, to_next_class, above_bound,
    case when $scope::varchar is null or unit_code = $scope then points_to_next_class end as points_to_next_class,
    rank_block_previous, rank_overall_change, score_pct_previous, class_name_previous, class_steps, comparison,
    compared_on, left_out, score_change,
    c.compared_pct, c.compared_pct_before, coalesce(t.is_held, false) as is_held
from mart.ranking as r
left join mart.framework_bounds as d using (framework_code)
left join compared as c using (year, unit_code)
left join mart.unit_told as t using (year, unit_code)
left join mart.year_stage as g using (year)
where year = $year and ($scope::varchar is null or unit_code = $scope or g.stage in ('published', 'amended'))
    and ($block::varchar is null or block_code = $block)
order by block_order, rank_block nulls last, unit_name collate vi
