-- One row per unit and milestone owed for a year: due date, receipt, status, extension, and who was in office on the
-- due date. days_after_due: negative before it, null: not done. years_late: in how many years up to this one the unit
-- was late with it or did not send it.
select
    c.year, c.unit_code, u.unit_name, u.block_code, b.block_name, b.sort_order as block_order,
    c.milestone_code, m.milestone_name, m.sort_order as milestone_order,
    c.obligation, c.clause, c.due_on, c.first_received_on, c.accepted_on, c.done_on, c.received_on_source,
    c.told_days as days_late, c.told_status as status, c.needs_supplement, c.is_under_check, c.extended_until, c.extension_document,
    case when c.done_on is not null then date_diff('day', c.due_on, c.done_on) end as days_after_due,
    h.position as head_position, h.capacity as head_capacity, h.term_from as head_from, h.term_to as head_to,
    (
        select count(*)
        from mart.compliance as p
        where p.unit_code = c.unit_code and p.milestone_code = c.milestone_code and p.year <= c.year
            and p.obligation = 'required'
            and ((p.told_status = 'missing' and not p.needs_supplement)
                or p.told_status = 'late')
    ) as years_late
from mart.compliance as c
inner join mart.unit as u on u.unit_code = c.unit_code
inner join mart.block as b on b.block_code = u.block_code
inner join mart.milestone as m on m.milestone_code = c.milestone_code
left join mart.head as h on h.head_code = c.head_code
where c.year = $year
    and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or c.unit_code = $scope)
order by
    m.sort_order,
    case c.told_status when 'missing' then 1 when 'late' then 2 when 'not_due' then 3 else 4 end,
    c.obligation desc,
    c.days_late desc nulls last,
    b.sort_order, u.unit_name collate vi
