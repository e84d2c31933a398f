-- The exports that the survey figures of a year are made of, newest first; none for a scoped reader.
select file_name, sha256, received_on, who, received_at as loaded_at
from mart.file
where kind = 'survey' and year = $year and status in ('accepted', 'accepted_with_warnings') and $scope::varchar is null
order by file_seq desc
