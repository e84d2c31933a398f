-- One row per standing warning (see mart.finding) that snapshot `after` has and `before` had not.
select a.code, a.sheet, a.cell, a.found, a.expected, a.message
from after.mart.finding as a
left join before.mart.finding as b on b.file_seq = a.file_seq and b.code = a.code and b.message = a.message
where a.finding_number > 1000000 and b.file_seq is null
order by a.file_seq, a.finding_number;
