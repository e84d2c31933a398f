-- One row per milestone whose day no year has; 29 February is none either, since a milestone is of every year.
select
    'milestones' as tables,
    'value_not_allowed' as code,
    milestone_code || ': ' || cast(stated_day as string) || '/' || cast(stated_month as string) as found,
    'ngày, tháng có thật' as expected
from reference.milestones
where
    stated_month not between 1 and 12
    or stated_day not between 1 and case
        when stated_month = 2 then 28
        when stated_month in (4, 6, 9, 11) then 30
        else 31
    end
order by milestone_code;
