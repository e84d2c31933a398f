-- One row per letter of the register of reminders to one of the given units and years, sent on or after a day.
-- Parameters: units (unit codes), years, both of the same length; day.
select r.unit_code, u.unit_name, r.year, r.sent_on, r.way, r.document_number
from before.mart.reminder as r
inner join before.mart.unit as u on u.unit_code = r.unit_code
inner join (select unnest($units) as unit_code, unnest($years) as year) as k
    on k.unit_code = r.unit_code and k.year = r.year
where r.sent_on >= $day
order by r.sent_on, r.unit_code;
