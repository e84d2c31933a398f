-- Scores of some units by stage, each with the file, the sheet and the cell in which it stands.
select
    c.year, c.unit_code, u.unit_name, c.criterion_code, c.self_points, c.verified_points, c.final_points, c.points, c.max_points,
    c.applicable, s.file_name as self_file, c.source_sha256, c.source_sheet, c.self_cell,
    v.file_name as verified_file, c.verified_sha256, c.verified_sheet, c.verified_cell,
    z.file_name as final_file, c.final_sha256, c.final_sheet, c.final_cell
from mart.criterion_unit_year as c
inner join mart.unit as u on u.unit_code = c.unit_code
left join (select sha256, min(file_name) as file_name from mart.file group by sha256) as s on s.sha256 = c.source_sha256
left join (select sha256, min(file_name) as file_name from mart.file group by sha256) as v on v.sha256 = c.verified_sha256
left join (select sha256, min(file_name) as file_name from mart.file group by sha256) as z on z.sha256 = c.final_sha256
where list_contains($units, c.unit_code)
order by c.year, c.unit_code, c.criterion_code
