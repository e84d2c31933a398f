-- The days for replies of a year: opens_on, closes_on, document_number; the row without a unit is that of all others. No row
-- where none are set.
select w.unit_code, u.unit_name, w.opens_on, w.closes_on, w.document_number
from reference.reply_windows as w
left join mart.unit as u on u.unit_code = w.unit_code
where w.year = $year
order by w.unit_code is not null, u.unit_name collate vi
