-- One row per chosen unit and year: result, class, rank with its interval, block median; points only of the own unit. A scoped
-- reader has other units only of years that were published.
select
    d.bounds,
    year,
    unit_code, unit_name, block_code, block_name, block_order, framework_code, framework_name,
    score_pct, rank_block, ranked, tied, block_median, rank_low, rank_high, class_code, class_name, class_order,
    case when is_rated then rank_change_common end as rank_change_common, is_rated, comparison,
    compared_on, left_out, score_change, score_basis, criteria_applicable, criteria_scored, is_incomplete, is_provisional,
    due_on, obligation, told_status as status, told_days as days_late, needs_supplement, is_under_check,
    case when $scope::varchar is null or unit_code = $scope then points end as points,
    case when $scope::varchar is null or unit_code = $scope then max_points end as max_points,
    case when $scope::varchar is null or unit_code = $scope then self_pct end as self_pct,
    case when $scope::varchar is null or unit_code = $scope then received_on end as received_on,
    is_running,
    case when $scope::varchar is null or unit_code = $scope then received_on_source end as received_on_source
from mart.ranking as r
left join mart.framework_bounds as d using (framework_code)
left join mart.year_stage as g using (year)
where ($scope::varchar is null or unit_code = $scope or g.stage in ('published', 'amended'))
    and list_contains($units::varchar[], unit_code)
order by list_position($units::varchar[], unit_code), year
