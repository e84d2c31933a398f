-- Where every score of a year stands: one row per unit, criterion or sub-criterion and step (1 self, 2 verified, 3 final),
-- with file, sheet, cell, hash, who loaded it and when, and of a file that another office handed over cell_handed_by,
-- cell_is_extract, cell_original_*. counts: the step whose points are those of the unit. Of one unit or all, one criterion (its
-- parts too) or all, one kind or all; a scoped reader gets the own unit.
with files as (
    select
        sha256, max_by(file_name, file_seq) as file_name, max_by(received_on, file_seq) as received_on,
        max_by(who, file_seq) as who, max_by(received_at, file_seq) as loaded_at, min(handed_by) as handed_by,
        bool_or(is_extract) as is_extract, min(original_name) as original_name, min(original_sha256) as original_sha256
    from mart.file
    where status in ('accepted', 'accepted_with_warnings', 'superseded')
    group by sha256
),
scores as (
    select
        year, unit_code, framework_code, criterion_code as whole_code, criterion_code, 0 as part, points, max_points,
        self_points, verified_points, final_points, source_sha256, source_sheet, self_cell,
        verified_sha256, verified_sheet, verified_cell, final_sha256, final_sheet, final_cell
    from mart.criterion_unit_year
    where year = $year
    union all
    select
        year, unit_code, framework_code, parent_code as whole_code, criterion_code, 1 as part, points, max_points,
        self_points, verified_points, final_points, source_sha256, source_sheet, self_cell,
        verified_sha256, verified_sheet, verified_cell, final_sha256, final_sheet, final_cell
    from mart.sub_criterion_unit_year
    where year = $year
),
steps as (
    select *, 1 as step, self_points as given, source_sha256 as sha256, source_sheet as sheet, self_cell as cell,
        points is not null and final_points is null and verified_points is null and self_points is not null as counts
    from scores
    union all
    select *, 2 as step, verified_points as given, verified_sha256 as sha256, verified_sheet as sheet,
        verified_cell as cell, points is not null and final_points is null and verified_points is not null as counts
    from scores
    union all
    select *, 3 as step, final_points as given, final_sha256 as sha256, final_sheet as sheet, final_cell as cell,
        points is not null and final_points is not null as counts
    from scores
)
select
    s.unit_code, u.unit_name, b.block_name, s.criterion_code, coalesce(p.criterion_name, k.criterion_name) as criterion_name,
    s.step, s.counts, cast(s.given as double) as points, cast(s.max_points as double) as max_points,
    f.file_name, s.sheet, s.cell, s.sha256, f.received_on, f.who, f.loaded_at,
    f.handed_by as cell_handed_by, coalesce(f.is_extract, false) as cell_is_extract,
    f.original_name as cell_original_name, f.original_sha256 as cell_original_sha256
from steps as s
inner join mart.unit as u on u.unit_code = s.unit_code
inner join mart.block as b on b.block_code = u.block_code
inner join mart.criterion as k on k.framework_code = s.framework_code and k.criterion_code = s.whole_code
left join mart.sub_criterion as p
    on p.framework_code = s.framework_code and p.criterion_code = case when s.part = 1 then s.criterion_code end
left join files as f on f.sha256 = s.sha256
where s.cell is not null
    and ($unit::varchar is null or s.unit_code = $unit)
    and ($criterion::varchar is null or s.whole_code = $criterion)
    and ($kind::varchar is null or k.kind = $kind)
    and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or s.unit_code = $scope)
order by b.sort_order, u.unit_name collate vi, k.group_order, k.sort_order, s.part, p.sort_order, s.step
