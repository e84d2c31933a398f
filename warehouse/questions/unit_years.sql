-- One row per chosen unit and year: result, class, rank with its interval, block median. A scoped reader has ranks, medians
-- and other units only of years whose publication names the units; of other units never points, receipt or lateness.
with told as (
    select
        *,
        $scope::varchar is null or year in (select year from mart.public_year where names_units) as is_public,
        $scope::varchar is null or unit_code = $scope as is_own
    from mart.ranking
    where list_contains($units::varchar[], unit_code)
)

select
    d.bounds,
    year,
    unit_code, unit_name, block_code, block_name, block_order, framework_code, framework_name,
    score_pct,
    case when is_public then rank_block end as rank_block,
    case when is_public then ranked end as ranked,
    case when is_public then tied end as tied,
    case when is_public then block_median end as block_median,
    case when is_public then rank_low end as rank_low,
    case when is_public then rank_high end as rank_high,
    class_code, class_name, class_order,
    case when is_public and is_rated then rank_change_common end as rank_change_common,
    is_rated, comparison,
    compared_on, left_out, score_change, score_basis, criteria_applicable, criteria_scored, is_incomplete, is_provisional,
    due_on, obligation,
    case when is_own then told_status end as status,
    case when is_own then told_days end as days_late,
    case when is_own then needs_supplement end as needs_supplement,
    case when is_own then is_under_check end as is_under_check,
    case when is_own then points end as points,
    case when is_own then max_points end as max_points,
    case when is_own then self_pct end as self_pct,
    case when is_own then received_on end as received_on,
    is_running,
    case when is_own then received_on_source end as received_on_source
from told
left join mart.framework_bounds as d using (framework_code)
where is_public or is_own
order by list_position($units::varchar[], unit_code), year
