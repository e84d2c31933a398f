-- One row per unit in scope of a year: result (0-100 of the maximum; null: none yet), rank in block and overall, ties,
-- interval, class, distance to the bounds of its class, change; compared_pct, compared_pct_before: the two results on the
-- criteria on which the change is told; is_held: a weakness is not told of the unit by name yet (mart.unit_told).
-- Units without a result come last in their block. A scoped reader has ranks, medians and other units only of a year whose
-- publication names the units (mart.public_year); of other units never points, self-assessed figures, receipt or lateness.
with compared as (
    select year, unit_code, score_pct as compared_pct, score_pct_before as compared_pct_before
    from mart.unit_change
    where part_kind = 'all'
),
told as (
    select
        *,
        $scope::varchar is null or year in (select year from mart.public_year where names_units) as is_public,
        $scope::varchar is null or unit_code = $scope as is_own
    from mart.ranking
    where year = $year and ($block::varchar is null or block_code = $block)
)

select
    d.bounds,
    year, unit_code, unit_name, block_code, block_name, block_order, framework_code, framework_name,
    score_pct,
    case when is_public then rank_block end as rank_block,
    case when is_public then ranked end as ranked,
    case when is_public then tied end as tied,
    case when is_public then block_median end as block_median,
    case when is_public then rank_low end as rank_low,
    case when is_public then rank_high end as rank_high,
    class_code, class_name, class_order,
    case when is_public and is_rated then rank_change_common end as rank_change_common,
    is_rated, score_basis, criteria_applicable, criteria_scored, is_incomplete, is_provisional,
    due_on, obligation,
    case when is_own then told_status end as status,
    case when is_own then told_days end as days_late,
    case when is_own then needs_supplement end as needs_supplement,
    case when is_own then is_under_check end as is_under_check,
    case when is_own then points end as points,
    case when is_own then max_points end as max_points,
    case when is_own then self_pct end as self_pct,
    case when is_own then received_on end as received_on,
    case when is_public then rank_overall end as rank_overall,
    case when is_public then ranked_overall end as ranked_overall,
    case when is_public then tied_overall end as tied_overall,
    case when is_public then overall_median end as overall_median,
    next_class_name, to_next_class, above_bound,
    case when is_own then points_to_next_class end as points_to_next_class,
    case when is_public then rank_block_previous end as rank_block_previous,
    case when is_public then rank_overall_change end as rank_overall_change,
    score_pct_previous, class_name_previous, class_steps, comparison, compared_on, left_out, score_change,
    c.compared_pct, c.compared_pct_before, coalesce(t.is_held, false) as is_held
from told as r
left join mart.framework_bounds as d using (framework_code)
left join compared as c using (year, unit_code)
left join mart.unit_told as t using (year, unit_code)
where is_public or is_own
order by block_order, r.rank_block nulls last, unit_name collate vi
