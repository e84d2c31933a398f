-- Units whose validity ended in these years.
select unit_code, unit_name, valid_to from mart.unit
where year(valid_to) between $first and $last
order by valid_to, unit_name collate vi
