-- Errors and warnings of the files of a unit and year, the current version's first.
select n.severity, n.code, n.sheet, n.cell, n.message, f.file_name, f.submission_version, f.is_current
from mart.finding as n
inner join mart.file as f on f.file_seq = n.file_seq
where f.unit_code = $unit and f.year = $year and n.severity <> 'info' and f.status <> 'duplicate'
    and ($scope::varchar is null or f.unit_code = $scope)
order by f.is_current desc, f.submission_version desc nulls last, n.severity, n.finding_number
