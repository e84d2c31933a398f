-- Cell by cell, what each version changed against the one before it (mart.version_difference).
select
    version, criterion_code, field, sheet_before, cell_before, written_before as before, sheet_after, cell_after,
    written_after as after
from mart.version_difference
where year = $year and unit_code = $unit and ($scope::varchar is null or $unit = $scope)
order by version, criterion_code, field_order
