-- One row: the working day (`day`) that comes so many working days after the day of the snapshot.
select c.day
from reference.calendar as c
cross join reference.build as b
where c.is_working and c.day > b.as_of
order by c.day
limit 1 offset cast($days as bigint) - 1
