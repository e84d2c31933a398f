-- The few functions whose spelling differs between engines; models call these, never the engine's own.
create macro days_between(first_day, last_day) as cast(date_diff('day', first_day, last_day) as bigint);
create macro add_days(day, number_of_days) as cast(day + cast(number_of_days as integer) as date);
-- without white space around it, that of other scripts included; no tabs and ends of lines
create macro trimmed(words) as trim(words);
create macro wilson_low(share, size, z) as case when size > 0 and share is not null then greatest(0.0, (share + z * z / (2 * size) - z * sqrt(share * (1 - share) / size + z * z / (4 * size * size))) / (1 + z * z / size)) end;
create macro wilson_high(share, size, z) as case when size > 0 and share is not null then least(1.0, (share + z * z / (2 * size) + z * sqrt(share * (1 - share) / size + z * z / (4 * size * size))) / (1 + z * z / size)) end;
-- points without superfluous zeros: 2.75; null stays null
create macro plain_points(points) as rtrim(rtrim(cast(points as string), '0'), '.');
-- points as they are written in Vietnamese: 2,75
create macro shown_points(points) as replace(plain_points(points), '.', ',');
-- how many different numbers (less one) of favourable answers n answers can have for somebody who knows that they are among
-- all_n with all_hits favourable ones
create macro room(n, all_n, all_hits) as least(n, all_hits) - greatest(0, all_hits - (all_n - n));
