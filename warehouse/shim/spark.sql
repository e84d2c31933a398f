-- Spark's spelling of the functions in duckdb.sql.
create or replace temporary function days_between(first_day date, last_day date) returns bigint return cast(datediff(last_day, first_day) as bigint);
create or replace temporary function add_days(day date, number_of_days bigint) returns date return date_add(day, cast(number_of_days as int));
-- without white space around it, that of other scripts included; no tabs and ends of lines
create or replace temporary function trimmed(words string) returns string return trim(both '\u0020\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000' from words);
create or replace temporary function wilson_low(share double, size double, z double) returns double return case when size > 0 and share is not null then greatest(cast(0 as double), (share + z * z / (2 * size) - z * sqrt(share * (1 - share) / size + z * z / (4 * size * size))) / (1 + z * z / size)) end;
create or replace temporary function wilson_high(share double, size double, z double) returns double return case when size > 0 and share is not null then least(cast(1 as double), (share + z * z / (2 * size) + z * sqrt(share * (1 - share) / size + z * z / (4 * size * size))) / (1 + z * z / size)) end;
-- points without superfluous zeros: 2.75; null stays null
create or replace temporary function plain_points(points decimal(9, 4)) returns string return trim(trailing '.' from trim(trailing '0' from cast(points as string)));
-- points as they are written in Vietnamese: 2,75
create or replace temporary function shown_points(points decimal(9, 4)) returns string return replace(plain_points(points), '.', ',');
-- how many different numbers (less one) of favourable answers n answers can have for somebody who knows that they are among
-- all_n with all_hits favourable ones
create or replace temporary function room(n bigint, all_n bigint, all_hits bigint) returns bigint return least(n, all_hits) - greatest(0, all_hits - (all_n - n));
