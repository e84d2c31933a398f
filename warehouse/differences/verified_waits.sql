-- One row per file of Phòng Tư pháp, unit and year whose scores have no self-assessment to stand on (rule 4): at its
-- first cell. Over one snapshot.
select
    i.file_seq,
    min(i.sheet) as sheet,
    min(i.cell) as cell,
    u.unit_name || ', ' || cast(i.year as string) as found
from staging.issued_score as i
inner join reference.units as u on u.unit_code = i.unit_code
left join staging.submission as s on s.unit_code = i.unit_code and s.year = i.year and s.is_current
where s.file_seq is null
group by i.file_seq, i.year, u.unit_name
order by i.file_seq, found;
