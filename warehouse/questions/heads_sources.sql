-- Files on which what is said of a unit and its heads rests: scores of the year, receipts of what fell due in it,
-- recommendations; by kind and name.
with used as (
    select source_sha256 as sha256 from mart.criterion_unit_year where year = $year and unit_code = $unit
    union
    select verified_sha256 from mart.criterion_unit_year where year = $year and unit_code = $unit
    union
    select final_sha256 from mart.criterion_unit_year where year = $year and unit_code = $unit
    union
    select r.sha256
    from mart.register_date as r
    inner join mart.compliance as c
        on c.unit_code = r.unit_code and c.year = r.year and c.milestone_code = r.milestone_code
    where r.unit_code = $unit and year(c.due_on) = $year
    union
    select source_sha256 from mart.follow_up where unit_code = $unit and year(due_on) = $year
)
select distinct f.kind, f.file_name, f.received_on
from used
inner join mart.file as f on f.sha256 = used.sha256 and f.status in ('accepted', 'accepted_with_warnings', 'superseded')
where $scope::varchar is null or $unit = $scope
order by f.kind, f.received_on, f.file_name
