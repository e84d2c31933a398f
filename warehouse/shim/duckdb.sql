-- The few functions whose spelling differs between engines; models call these, never the engine's own.
create macro days_between(first_day, last_day) as cast(date_diff('day', first_day, last_day) as bigint);
create macro add_days(day, number_of_days) as cast(day + cast(number_of_days as integer) as date);
