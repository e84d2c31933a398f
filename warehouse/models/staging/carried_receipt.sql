-- What came of those whom a unit carries on, for the deadline of their assessment: the last of it, once all have sent.
-- No row of a unit that is assessed itself: what it owes is its own. Columns as in staging.receipt_summary.
-- Source: staging.assessment_scope, staging.assessment_duty, reference.units, unit_successions, milestones.
select
    a.year,
    m.milestone_code,
    s.successor_code as unit_code,
    max(r.first_received_on) as first_received_on,
    case when count(*) = count(r.accepted_on) then max(r.accepted_on) end as accepted_on,
    case when count(*) = count(r.received_on) then max(r.received_on) end as received_on,
    -- the least sure of them
    case max(case r.received_on_source when 'given' then 1 when 'register' then 2 when 'assumed' then 3 end)
        when 1 then 'given' when 2 then 'register' when 3 then 'assumed'
    end as received_on_source,
    bool_or(r.needs_supplement) as needs_supplement,
    bool_or(r.is_under_check) as is_under_check
from staging.assessment_scope as a
inner join reference.milestones as m on m.assessment_code = a.assessment_code
inner join reference.units as u on u.unit_code = a.unit_code
inner join reference.unit_successions as s on s.predecessor_code = a.unit_code and s.effective_on > u.valid_to
inner join staging.assessment_duty as d
    on d.year = a.year and d.assessment_code = a.assessment_code and d.unit_code = s.successor_code
    and d.carried_from is not null
left join staging.receipt_summary as r
    on r.unit_code = a.unit_code and r.year = a.year and r.milestone_code = m.milestone_code
where a.in_scope
group by a.year, m.milestone_code, s.successor_code
having count(*) = count(r.unit_code);
