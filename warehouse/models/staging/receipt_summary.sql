-- One row per unit, year and milestone with at least one receipt: first dates, and the one that counts.
-- A date that was only assumed gives way to a known one of the same day. is_under_check: nothing is accepted, and what
-- came last stands in the register without a file, so that nobody has said yet what is wrong with it.
with firsts as (
    select
        unit_code,
        year,
        milestone_code,
        min(received_on) as first_received_on,
        min(received_on) filter (where is_accepted) as accepted_on,
        max(received_on) filter (where source = 'file') as last_file_on,
        max(received_on) filter (where source <> 'file') as last_noted_on
    from staging.receipt
    group by unit_code, year, milestone_code
),

counted as (
    select
        f.*,
        case when s.receipt_counts = 'first_accepted' then f.accepted_on else f.first_received_on end as received_on
    from firsts as f
    cross join staging.setting as s
),

counting as (
    select r.*
    from staging.receipt as r
    cross join staging.setting as s
    where s.receipt_counts = 'first' or r.is_accepted
)

select
    c.unit_code,
    c.year,
    c.milestone_code,
    c.first_received_on,
    c.accepted_on,
    c.received_on,
    -- given < register < assumed; null where no date counts
    case min(case r.received_on_source when 'given' then 1 when 'register' then 2 when 'assumed' then 3 end)
        when 1 then 'given' when 2 then 'register' when 3 then 'assumed'
    end as received_on_source,
    c.accepted_on is null as needs_supplement,
    c.accepted_on is null and c.last_noted_on is not null
    and (c.last_file_on is null or c.last_noted_on > c.last_file_on) as is_under_check
from counted as c
left join counting as r
    on r.unit_code = c.unit_code and r.year = c.year and r.milestone_code = c.milestone_code
    and r.received_on = c.received_on
group by
    c.unit_code, c.year, c.milestone_code, c.first_received_on, c.accepted_on, c.received_on, c.last_file_on,
    c.last_noted_on;
