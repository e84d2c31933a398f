-- Scores of one unit in one assessment beside the yearly one: a row per criterion and below it one per sub-criterion
-- (parent_code), in the order of the framework. max_points of a bonus or penalty: its bound. *_cell, *_sheet, *_file:
-- where each score stands. Of a criterion whose parts are scored the cells are theirs.
with scores as (
    select
        year, assessment_code, unit_code, framework_code, criterion_code, cast(null as varchar) as parent_code, applicable,
        in_maximum, points, self_points, verified_points, final_points, max_points, evidence, source_sha256,
        source_sheet as self_sheet, self_cell, verified_sha256, verified_sheet, verified_cell, final_sha256, final_sheet,
        final_cell
    from mart.assessment_criterion
    where year = $year and assessment_code = $assessment and unit_code = $unit
    union all
    select
        year, assessment_code, unit_code, framework_code, criterion_code, parent_code, applicable,
        in_maximum, points, self_points, verified_points, final_points, max_points, evidence, source_sha256,
        source_sheet as self_sheet, self_cell, verified_sha256, verified_sheet, verified_cell, final_sha256, final_sheet,
        final_cell
    from mart.assessment_sub_criterion
    where year = $year and assessment_code = $assessment and unit_code = $unit
),
files as (
    select sha256, max_by(file_name, file_seq) as file_name
    from mart.file
    where status in ('accepted', 'accepted_with_warnings', 'superseded')
    group by sha256
)
select
    d.bounds, s.criterion_code, s.parent_code, coalesce(p.criterion_name, k.criterion_name) as criterion_name, s.applicable,
    cast(s.points as double) as points, cast(s.self_points as double) as self_points,
    cast(s.verified_points as double) as verified_points, cast(s.final_points as double) as final_points,
    cast(case when s.in_maximum then s.max_points else coalesce(p.max_points, k.max_points) end as double) as max_points,
    100 * cast(s.points as double) / nullif(cast(s.max_points as double), 0) as pct,
    s.evidence, s.self_sheet, s.self_cell, s.verified_sheet, s.verified_cell, s.final_sheet, s.final_cell,
    f_self.file_name as self_file, f_verified.file_name as verified_file, f_final.file_name as final_file
from scores as s
inner join mart.criterion as k
    on k.framework_code = s.framework_code and k.criterion_code = coalesce(s.parent_code, s.criterion_code)
left join mart.sub_criterion as p
    on p.framework_code = s.framework_code and p.criterion_code = s.criterion_code and p.parent_code = s.parent_code
left join files as f_self on f_self.sha256 = s.source_sha256
left join files as f_verified on f_verified.sha256 = s.verified_sha256
left join files as f_final on f_final.sha256 = s.final_sha256
left join mart.framework_bounds as d on d.framework_code = s.framework_code
where $scope::varchar is null or s.unit_code = $scope
order by k.group_order, k.sort_order, s.parent_code is not null, p.sort_order
