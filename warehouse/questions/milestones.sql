-- Every milestone with its name.
select milestone_code, milestone_name from mart.milestone order by sort_order
