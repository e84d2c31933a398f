-- One row per year, unit and milestone owed, with the last day that is on time (rules 10, 12, 13). The deadline of
-- an assessment is owed by the units that it assesses, or who carries them on: by the obligation of its milestone, else as
-- requested (rule 18). Source: reference.milestones, obligations, extensions, calendar; staging.assessment_duty.
with stated as (
    select
        y.year,
        m.milestone_code,
        m.assessment_code,
        add_days(
            make_date(y.year + m.year_offset, m.stated_month, m.stated_day),
            case when m.stated_as = 'before' and s.before_date_reading = 'day_before' then -1 else 0 end
        ) as stated_on
    from staging.year as y
    cross join reference.milestones as m
    cross join staging.setting as s
    where y.year >= m.first_year and (m.last_year is null or y.year <= m.last_year)
),

next_working as (
    select
        stated.year,
        stated.milestone_code,
        min(c.day) as working_on
    from stated
    inner join reference.calendar as c on c.day >= stated.stated_on and c.is_working
    group by stated.year, stated.milestone_code
),

owed as (
    select
        sc.year,
        sc.unit_code,
        sc.valid_from,
        sc.valid_to,
        a.carried_from,
        stated.milestone_code,
        coalesce(own.obligation, blk.obligation, case when a.unit_code is not null then 'requested' end) as obligation,
        case when own.obligation is not null then own.clause else blk.clause end as clause,
        case when s.due_on_holiday = 'keep' then stated.stated_on else nw.working_on end as general_due_on
    from staging.unit_scope as sc
    inner join stated on stated.year = sc.year
    inner join next_working as nw
        on nw.year = stated.year and nw.milestone_code = stated.milestone_code
    cross join staging.setting as s
    left join reference.obligations as own
        on own.milestone_code = stated.milestone_code and own.unit_code = sc.unit_code
    left join reference.obligations as blk
        on blk.milestone_code = stated.milestone_code and blk.block_code = sc.block_code and blk.unit_code is null
    left join staging.assessment_duty as a
        on a.assessment_code = stated.assessment_code and a.year = sc.year and a.unit_code = sc.unit_code
    where case when stated.assessment_code is null then sc.in_scope else a.unit_code is not null end
)

select
    o.year,
    o.unit_code,
    o.milestone_code,
    o.obligation,
    o.clause,
    coalesce(e.extended_until, o.general_due_on) as due_on,
    e.extended_until,
    e.document_number as extension_document
from owed as o
left join reference.extensions as e
    on e.unit_code = o.unit_code and e.year = o.year and e.milestone_code = o.milestone_code
where
    o.obligation in ('required', 'requested')
    and coalesce(o.carried_from, o.valid_from) <= coalesce(e.extended_until, o.general_due_on)
    and (o.valid_to is null or o.valid_to >= coalesce(e.extended_until, o.general_due_on));
