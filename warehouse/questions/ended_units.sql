-- Units whose validity ended in these years. successors: the units to which they went the day after, null where nobody knows.
select
    u.unit_code, u.unit_name, u.valid_to,
    (
        select string_agg(s.unit_name, ', ' order by s.unit_name collate vi)
        from mart.unit_line as l
        inner join mart.unit as s on s.unit_code = l.unit_code
        where l.predecessor_code = u.unit_code and l.unit_code <> u.unit_code
            and l.effective_on = u.valid_to + interval 1 day
    ) as successors
from mart.unit as u
where year(u.valid_to) between $first and $last
order by u.valid_to, u.unit_name collate vi
