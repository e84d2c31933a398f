-- Corrections of a year, newest decision first, with names; `status`: applied, outdated.
select
    c.unit_code, u.unit_name, c.criterion_code, k.criterion_name, c.score_type, c.status,
    cast(c.old_points as double) as old_points, c.old_not_applicable,
    cast(c.new_points as double) as new_points, c.new_not_applicable,
    cast(c.found_points as double) as found_points, c.found_not_applicable,
    c.reason, c.decided_by, c.decided_on, c.document_number, c.loaded_by, c.loaded_at,
    f.path, c.source_sha256, c.source_sheet, c.source_cell
from mart.correction as c
inner join mart.unit as u on u.unit_code = c.unit_code
left join (
    select y.year, y.block_code, k.criterion_code, k.criterion_name
    from mart.framework_year as y
    inner join (
        select framework_code, criterion_code, criterion_name from mart.criterion
        union all
        select framework_code, criterion_code, criterion_name from mart.sub_criterion
    ) as k on k.framework_code = y.framework_code
) as k on k.year = c.year and k.block_code = u.block_code and k.criterion_code = c.criterion_code
left join (
    select sha256, min(path) as path from mart.file where kind = 'correction' group by sha256
) as f on f.sha256 = c.source_sha256
where c.year = $year and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or c.unit_code = $scope)
order by c.decided_on desc, u.unit_name, c.criterion_code, c.step
