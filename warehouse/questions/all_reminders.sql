-- Every reminder in force, as the register keeps it.
select * from mart.reminder order by sent_on, unit_code, milestone_code
