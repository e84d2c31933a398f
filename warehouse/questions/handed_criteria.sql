-- Scores of some units by stage, each with the file, the sheet and the cell in which it stands.
with files as (
    select sha256, max_by(file_name, file_seq) as file_name
    from mart.file
    where status in ('accepted', 'accepted_with_warnings', 'superseded')
    group by sha256
)
select
    c.year, c.unit_code, u.unit_name, c.criterion_code, c.self_points, c.verified_points, c.final_points, c.points, c.max_points,
    c.applicable, f_self.file_name as self_file, c.source_sha256, c.source_sheet, c.self_cell,
    f_verified.file_name as verified_file, c.verified_sha256, c.verified_sheet, c.verified_cell,
    f_final.file_name as final_file, c.final_sha256, c.final_sheet, c.final_cell
from mart.criterion_unit_year as c
inner join mart.unit as u on u.unit_code = c.unit_code
left join files as f_self on f_self.sha256 = c.source_sha256
left join files as f_verified on f_verified.sha256 = c.verified_sha256
left join files as f_final on f_final.sha256 = c.final_sha256
where list_contains($units, c.unit_code)
order by c.year, c.unit_code, c.criterion_code
