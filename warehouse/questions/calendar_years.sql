-- One row per calendar year in which something falls due or a holiday is known.
select distinct extract(year from due_on) as calendar_year from mart.compliance
where due_on is not null
union
select extract(year from holiday_on) as calendar_year from reference.holidays
order by calendar_year
