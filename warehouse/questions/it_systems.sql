-- Computer programs and databases that were used for the work, by year.
select * from mart.it_system where year between $first and $last order by year, system_name collate vi
