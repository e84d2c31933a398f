-- Every recommendation in force, as the register keeps it.
select * from mart.follow_up order by year, made_on, unit_code, content
