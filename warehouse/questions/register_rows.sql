-- What the intake register notes for a year, latest first.
select
    r.unit_code, u.unit_name, coalesce(m.milestone_name, r.milestone_code) as milestone_name, r.received_on, r.document_number,
    r.file_name, r.signed_on, cast(r.signed_total as double) as signed_total
from mart.register_row as r
inner join mart.unit as u on u.unit_code = r.unit_code
left join mart.milestone as m on m.milestone_code = r.milestone_code
where r.year = $year
order by r.received_on desc, u.unit_name collate vi, milestone_name, r.document_number
