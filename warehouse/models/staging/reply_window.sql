-- The days on which a reply of a unit counts as sent in time: its own, where its letter went later, else those of all; no row
-- where none are set. Source: reference.reply_windows.
select
    u.year,
    u.unit_code,
    coalesce(own.opens_on, every.opens_on) as opens_on,
    coalesce(own.closes_on, every.closes_on) as closes_on
from staging.unit_scope as u
left join reference.reply_windows as every on every.year = u.year and every.unit_code is null
left join reference.reply_windows as own on own.year = u.year and own.unit_code = u.unit_code
where coalesce(own.closes_on, every.closes_on) is not null;
