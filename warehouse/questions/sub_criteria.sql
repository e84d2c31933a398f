-- Sub-criteria with their scores, per unit and criterion in the order of the framework: of one unit or all, of one
-- criterion or all. pct: 0-100 of the maximum; *_cell, *_sheet, *_file: where each score stands.
with files as (
    select sha256, max_by(file_name, file_seq) as file_name, max_by(received_on, file_seq) as received_on,
        max_by(who, file_seq) as who
    from mart.file
    where status in ('accepted', 'accepted_with_warnings', 'superseded')
    group by sha256
)
select
    d.bounds,
    s.unit_code, u.unit_name, b.block_name, s.parent_code, s.criterion_code, k.criterion_name, s.applicable, s.self_na,
    s.verified_na,
    cast(s.points as double) as points,
    cast(s.self_points as double) as self_points,
    cast(s.verified_points as double) as verified_points,
    cast(s.final_points as double) as final_points,
    cast(case when s.in_maximum then s.max_points else k.max_points end as double) as max_points,
    100 * cast(s.points as double) / nullif(cast(s.max_points as double), 0) as pct,
    s.evidence,
    s.source_sha256 as self_sha256, s.source_sheet as self_sheet, s.self_cell, f_self.file_name as self_file,
    f_self.received_on as self_received_on, f_self.who as self_loaded_by,
    s.verified_sha256, s.verified_sheet, s.verified_cell, f_verified.file_name as verified_file,
    f_verified.received_on as verified_received_on, f_verified.who as verified_loaded_by,
    s.final_sha256, s.final_sheet, s.final_cell, f_final.file_name as final_file,
    f_final.received_on as final_received_on, f_final.who as final_loaded_by,
    row_number() over (order by b.sort_order, u.unit_name collate vi, g.group_order, g.sort_order, k.sort_order) as position
from mart.sub_criterion_unit_year as s
inner join mart.unit as u on u.unit_code = s.unit_code
inner join mart.block as b on b.block_code = u.block_code
inner join mart.sub_criterion as k
    on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
inner join mart.criterion as g on g.framework_code = s.framework_code and g.criterion_code = s.parent_code
left join files as f_self on f_self.sha256 = s.source_sha256
left join files as f_verified on f_verified.sha256 = s.verified_sha256
left join files as f_final on f_final.sha256 = s.final_sha256
left join mart.framework_bounds as d on d.framework_code = s.framework_code
where s.year = $year
    and ($unit::varchar is null or s.unit_code = $unit)
    and ($criterion::varchar is null or s.parent_code = $criterion)
    and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or s.unit_code = $scope)
order by position
