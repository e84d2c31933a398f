-- The rows that the counts and medians of a year are made of: one per unit in scope, with the file that is its report. What
-- only the unit and the office may see of another unit is null for a scoped reader, who has rows of others only of a year that was published.
with files as (
    select
        sha256, max_by(file_name, file_seq) as file_name, max_by(who, file_seq) as who,
        max_by(received_at, file_seq) as loaded_at
    from mart.file
    where status in ('accepted', 'accepted_with_warnings', 'superseded') and kind = 'self_assessment'
    group by sha256
),
versions as (
    select v.year, v.unit_code, v.version, v.received_on, v.received_on_source, v.sha256, f.file_name, f.who, f.loaded_at
    from mart.submission_version as v
    left join files as f on f.sha256 = v.sha256
    where v.is_current and ($scope::varchar is null or v.unit_code = $scope)
),
told as (
    select
        *,
        $scope::varchar is null or year in (select year from mart.public_year where names_units) as is_public,
        $scope::varchar is null or unit_code = $scope as is_own
    from mart.ranking
    where year = $year and ($block::varchar is null or block_code = $block)
),
shown as (
    select
        year, unit_code, unit_name, block_code, block_name, block_order, framework_code, obligation, due_on, score_pct,
        score_basis, is_rated, class_name, is_own,
        case when is_own then told_status end as status,
        case when is_own then told_days end as days_late,
        case when is_own then needs_supplement end as needs_supplement,
        case when is_own then is_under_check end as is_under_check,
        case when is_public then rank_block end as rank_block,
        case when is_public then ranked end as ranked,
        case when is_public then tied end as tied
    from told
    where is_public or is_own
)

select
    d.bounds, r.year, r.unit_code, r.unit_name, r.block_code, r.block_name, r.obligation, r.due_on, r.status, r.days_late,
    r.needs_supplement, r.is_under_check,
    case when r.is_own then y.submission_version is not null end as is_sent,
    r.score_pct, r.score_basis, r.is_rated, r.class_name, r.rank_block, r.ranked, r.tied,
    v.version, v.received_on, v.received_on_source, v.file_name, v.sha256, v.who, v.loaded_at
from shown as r
inner join mart.unit_year as y on y.year = r.year and y.unit_code = r.unit_code
left join versions as v on v.year = r.year and v.unit_code = r.unit_code
left join mart.framework_bounds as d on d.framework_code = r.framework_code
order by r.block_order, r.score_pct desc nulls last, r.unit_name collate vi
