-- One row per file that nobody can read and whose name tells another unit or year than the line of a register that names
-- it: on the file where it came in the run, else on that line (rule 11). Files of several years may be called alike, so
-- neither the file may have a line of its own nor the line another file that fits it.
-- Parameter: the first file_seq of the run.
with called as (
    select f.file_seq, f.unit_code, f.year, c.name_key, f.kind = 'unknown' and f.status = 'rejected' as is_told_by_name
    from raw.received_file as f
    inner join staging.file_content as c on c.file_seq = f.file_seq
    where f.unit_code is not null and f.year is not null
)

select distinct
    case when f.file_seq >= $first_seq then f.file_seq else r.file_seq end as file_seq,
    case when f.file_seq < $first_seq then r.sheet end as sheet,
    case when f.file_seq < $first_seq then 'A' || cast(r.row_number as string) end as cell,
    own.unit_name || ', năm ' || cast(f.year as string) as found,
    noted.unit_name || ', năm ' || cast(r.year as string) as expected,
    cast(null as string) as criterion
from raw.intake_register as r
inner join raw.received_file as g on g.file_seq = r.file_seq and g.status in ('accepted', 'accepted_with_warnings')
inner join called as f on f.name_key = lower(trimmed(r.file_name)) and f.is_told_by_name
inner join reference.units as own on own.unit_code = f.unit_code
inner join reference.units as noted on noted.unit_code = r.unit_code
left join staging.register_row as own_line
    on lower(own_line.file_name) = f.name_key and own_line.unit_code = f.unit_code and own_line.year = f.year
left join called as fitting on fitting.name_key = f.name_key and fitting.unit_code = r.unit_code and fitting.year = r.year
where
    (f.file_seq >= $first_seq or r.file_seq >= $first_seq)
    and own_line.unit_code is null
    and fitting.file_seq is null
order by 1, 3;
