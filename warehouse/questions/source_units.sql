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
)
select
    d.bounds, r.year, r.unit_code, r.unit_name, r.block_code, r.block_name, r.obligation, r.due_on,
    case when $scope::varchar is null or r.unit_code = $scope then r.told_status end as status,
    case when $scope::varchar is null or r.unit_code = $scope then r.told_days end as days_late,
    case when $scope::varchar is null or r.unit_code = $scope then r.needs_supplement end as needs_supplement,
    case when $scope::varchar is null or r.unit_code = $scope then r.is_under_check end as is_under_check,
    case when $scope::varchar is null or r.unit_code = $scope then y.submission_version is not null end as is_sent,
    r.score_pct, r.score_basis, r.is_rated, r.class_name,
    case when $scope::varchar is null or r.year in (select year from mart.public_year where names_units) then r.rank_block end as rank_block,
    case when $scope::varchar is null or r.year in (select year from mart.public_year where names_units) then r.ranked end as ranked,
    case when $scope::varchar is null or r.year in (select year from mart.public_year where names_units) then r.tied end as tied,
    v.version, v.received_on, v.received_on_source, v.file_name, v.sha256, v.who, v.loaded_at
from mart.ranking as r
inner join mart.unit_year as y on y.year = r.year and y.unit_code = r.unit_code
left join versions as v on v.year = r.year and v.unit_code = r.unit_code
left join mart.framework_bounds as d on d.framework_code = r.framework_code
where r.year = $year and ($block::varchar is null or r.block_code = $block)
    and ($scope::varchar is null or r.unit_code = $scope or r.year in (select year from mart.public_year where names_units))
order by r.block_order, r.score_pct desc nulls last, r.unit_name collate vi
