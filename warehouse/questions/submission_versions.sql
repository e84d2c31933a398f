-- Versions of a unit's self-assessment, oldest first: who sent what when, its own total, the one in force.
select
    version, is_current, received_on, received_on_source, path, file_name, sha256, status, loaded_by, loaded_at,
    self_points
from mart.submission_version
where year = $year and unit_code = $unit and ($scope::varchar is null or $unit = $scope)
order by version
