-- Self-assessment files of a unit and year, of the yearly assessment, newest version first; files that were not accepted come last.
select f.submission_version, f.is_current, f.received_on, f.received_on_source, f.file_name, f.status,
    f.kind, f.row_count, f.sha256,
    (select count(*) from mart.finding as n where n.file_seq = f.file_seq and n.severity = 'error') as errors,
    (select count(*) from mart.finding as n where n.file_seq = f.file_seq and n.severity = 'warning') as warnings
from mart.file as f
where f.unit_code = $unit and f.year = $year and f.kind = 'self_assessment' and f.assessment_code is null
    and f.status <> 'duplicate'
    and ($scope::varchar is null or f.unit_code = $scope)
order by f.submission_version desc nulls last, f.received_on desc nulls last, f.file_seq desc
