-- Every milestone that a unit owed, newest first, with who was in office (position and term only).
select
    c.year, c.milestone_code, m.milestone_name, c.obligation, c.clause, c.due_on, c.done_on,
    c.received_on_source, c.told_days as days_late, c.told_status as status, c.needs_supplement, c.is_under_check,
    c.extended_until, c.extension_document,
    h.position as head_position, h.capacity as head_capacity, h.term_from as head_from
from mart.compliance as c
inner join mart.milestone as m on m.milestone_code = c.milestone_code
left join mart.head as h on h.head_code = c.head_code
where c.unit_code = $unit and ($scope::varchar is null or c.unit_code = $scope)
order by c.year desc, m.sort_order
