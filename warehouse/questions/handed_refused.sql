-- Files of units that were refused, which no package takes along: their days count, their figures never did. errors: why, in words.
select
    f.year, f.unit_code, u.unit_name, f.kind, f.file_name, f.received_on, f.sha256, f.is_open,
    string_agg(n.message, ' ' order by n.finding_number) as errors
from mart.file as f
inner join mart.unit as u on u.unit_code = f.unit_code
left join mart.finding as n on n.file_seq = f.file_seq and n.severity = 'error'
where f.status = 'rejected' and list_contains($units, f.unit_code)
group by f.file_seq, f.year, f.unit_code, u.unit_name, f.kind, f.file_name, f.received_on, f.sha256, f.is_open
order by f.year, f.unit_code, f.received_on, f.file_seq
