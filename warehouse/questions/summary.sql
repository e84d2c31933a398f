-- Counts and middle of a year: one row per block, and one for all of them (block_code null).
-- rated, not_rated: units with a result whose class is told, and others.
-- is_told: the year is public, so that who has not sent has no report, and is not waited for.
-- is_without_data: nothing was ever received of the year; is_waiting: it has no framework for anyone yet. Then nobody
-- counts as bound, late or missing.
-- A scoped reader never has a count of who sent, and what results came to only of a year whose publication names the units.
with counted as (
    select
        b.sort_order,
        bool_and($scope::varchar is null) as is_office,
        bool_and($scope::varchar is null or u.year in (select year from mart.public_year where names_units)) as has_results,
        u.block_code,
        b.block_name,
        count(*) as units,
        bool_or(u.told_status = 'no_data') as is_without_data,
        count(u.framework_code) = 0 as is_waiting,
        bool_or(u.told_status = 'missing' and u.told_days is null) as is_told,
        count(u.submission_version) as submitted,
        count(*) filter (u.obligation = 'required' and u.told_status not in ('no_data', 'waiting')) as required,
        count(*) filter (u.obligation = 'required' and u.status = 'on_time') as on_time,
        count(*) filter (u.obligation = 'required' and u.told_status = 'late') as late,
        count(*) filter (u.obligation = 'required' and u.told_status = 'undated') as undated,
        count(*) filter (u.obligation = 'required' and u.told_status = 'not_due') as not_due,
        count(*) filter (
            u.obligation = 'required' and u.told_status = 'missing' and not u.needs_supplement
        ) as missing,
        count(*) filter (u.obligation = 'requested' and u.told_status not in ('no_data', 'waiting')) as requested,
        count(*) filter (u.obligation = 'requested' and u.submission_version is not null) as requested_submitted,
        count(*) filter (u.needs_supplement) as needs_supplement,
        count(*) filter (u.score_basis = 'verified') as verified,
        count(*) filter (u.score_basis = 'mixed') as partly_verified,
        count(*) filter (u.criteria_scored < u.criteria_applicable) as incomplete,
        count(u.score_pct) as with_result,
        count(u.score_pct) filter (u.is_rated) as rated,
        count(u.score_pct) filter (not u.is_rated) as not_rated,
        count(distinct u.framework_code) filter (where u.score_pct is not null) as frameworks,
        -- points of two frameworks have no middle in common
        case when count(distinct u.framework_code) filter (where u.score_pct is not null) = 1
            then median(u.score_pct) end as median_pct,
        case when count(distinct u.framework_code) = 1 then any_value(k.bounds) end as bounds,
        max(u.due_on) as due_on
    from mart.unit_year as u
    inner join mart.block as b on b.block_code = u.block_code
    left join mart.framework_bounds as k on k.framework_code = u.framework_code
    where u.year = $year and ($block::varchar is null or u.block_code = $block)
    group by grouping sets ((u.block_code, b.block_name, b.sort_order), ())
)

select
    block_code, block_name, units, is_without_data, is_waiting, is_told,
    case when is_office then submitted end as submitted,
    case when is_office then required end as required,
    case when is_office then on_time end as on_time,
    case when is_office then late end as late,
    case when is_office then undated end as undated,
    case when is_office then not_due end as not_due,
    case when is_office then missing end as missing,
    case when is_office then requested end as requested,
    case when is_office then requested_submitted end as requested_submitted,
    case when is_office then needs_supplement end as needs_supplement,
    case when has_results then verified end as verified,
    case when has_results then partly_verified end as partly_verified,
    case when has_results then incomplete end as incomplete,
    case when has_results then with_result end as with_result,
    case when has_results then rated end as rated,
    case when has_results then not_rated end as not_rated,
    case when has_results then frameworks end as frameworks,
    case when has_results then median_pct end as median_pct,
    bounds, due_on
from counted
order by sort_order nulls last
