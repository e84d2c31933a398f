-- Units that owe a milestone and have not sent it, or sent only what was rejected: those with what is missing.
-- reasons: what the file received last is refused for, at most three different messages. obligation tells who is bound
-- and who is only asked. Not here: what came in and nobody has checked yet, and nobody
-- where nothing was ever received of the year. is_extended: nothing was sent, and the
-- extension of this unit is not over.
select
    c.year, c.unit_code, u.unit_name, k.block_name, m.milestone_name, c.obligation, c.clause, c.due_on,
    c.extended_until, c.first_received_on, c.told_status as status, c.told_days as days_late, c.needs_supplement,
    case when c.needs_supplement then r.reasons end as reasons,
    c.first_received_on is null and coalesce(c.extended_until >= b.as_of, false) as is_extended
from mart.compliance as c
cross join reference.build as b
inner join mart.unit as u on u.unit_code = c.unit_code
inner join mart.block as k on k.block_code = u.block_code
inner join mart.milestone as m on m.milestone_code = c.milestone_code
left join mart.refusal as r
    on r.unit_code = c.unit_code and r.year = c.year and r.milestone_code = c.milestone_code
where c.year = $year and c.milestone_code = $milestone and (c.done_on is null or c.needs_supplement)
    and not c.is_under_check and c.told_status not in ('no_data', 'waiting')
    and ($block::varchar is null or u.block_code = $block)
order by c.obligation desc, c.needs_supplement, k.sort_order, u.unit_name collate vi
