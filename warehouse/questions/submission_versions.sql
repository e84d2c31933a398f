-- Versions of a unit's self-assessment, oldest first: who sent what when, its own total, the one in force.
select
    s.submission_version as version, s.is_current, s.version_received_on as received_on, d.received_on_source,
    f.path, f.file_name, f.sha256, f.status, f.who as loaded_by, f.received_at as loaded_at,
    (
        select cast(sum(cast(a.self_value as decimal(9, 4))) as double)
        from raw.self_assessment as a where a.file_seq = s.file_seq
    ) as self_points
from staging.submission as s
inner join raw.received_file as f on f.file_seq = s.file_seq
inner join staging.file_date as d on d.file_seq = s.file_seq
where s.year = $year and s.unit_code = $unit and ($scope::varchar is null or $unit = $scope)
order by s.submission_version
