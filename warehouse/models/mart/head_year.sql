-- One row per head, unit and calendar year with at least one day in office (rule 14); a vacancy is no head.
-- late_count, missing_count: required milestones whose due date lies in that calendar year and term.
-- open_follow_ups: recommendations to the unit that fell due in that calendar year and term and are not fulfilled.
-- The finding is that of the first rule of reference.head_rules that holds; without rules there is none.
with calendar_year as (
    select year from staging.year
    union
    -- calendar years after the last framework, up to as_of: receipts fall due there
    select distinct year(c.day) as year
    from reference.calendar as c
    cross join reference.build as b
    where c.day <= b.as_of and year(c.day) > (select max(year) from staging.year)
),

clipped as (
    select
        h.head_code,
        h.unit_code,
        y.year,
        h.position,
        h.capacity,
        h.term_from,
        greatest(h.term_from, u.valid_from, make_date(y.year, 1, 1)) as from_day,
        least(
            coalesce(h.term_to, b.as_of), coalesce(u.valid_to, b.as_of), make_date(y.year, 12, 31), b.as_of
        ) as to_day
    from reference.heads as h
    inner join reference.units as u on u.unit_code = h.unit_code
    cross join calendar_year as y
    cross join reference.build as b
    where h.capacity <> 'vacant'
),

in_office as (
    select
        *,
        days_between(from_day, to_day) + 1 as days_in_office
    from clipped
    where from_day <= to_day
),

receipts as (
    select
        c.head_code,
        year(c.due_on) as year,
        count(*) filter (where c.told_status = 'late') as late_count,
        count(*) filter (where c.told_status = 'missing' and not c.needs_supplement) as missing_count
    from mart.compliance as c
    inner join reference.milestones as m on m.milestone_code = c.milestone_code
    -- of an assessment beside the yearly one only where its row says so
    left join reference.assessments as a on a.assessment_code = m.assessment_code
    where
        c.obligation = 'required' and c.head_code is not null
        and (m.assessment_code is null or coalesce(a.counts_for_heads, false))
    group by c.head_code, year(c.due_on)
),

unfulfilled as (
    select
        o.head_code,
        o.year,
        count(*) as open_follow_ups
    from in_office as o
    inner join mart.follow_up as f
        on f.unit_code = o.unit_code and f.due_on between o.from_day and o.to_day and f.status = 'overdue'
    group by o.head_code, o.year
),

known as (
    select
        o.*,
        row_number() over (
            partition by o.unit_code, o.year order by o.days_in_office desc, o.term_from desc, o.head_code
        ) = 1 as is_accountable,
        n.is_rated_here as rated_by_city,
        u.score_pct,
        u.class_code,
        u.rank_block,
        case
            when u.score_pct is null then 'none'
            when u.score_basis = 'verified' and u.criteria_scored = u.criteria_applicable and o.year < year(b.as_of)
                then 'verified'
            else 'provisional'
        end as result,
        coalesce(r.late_count, 0) as late_count,
        coalesce(r.missing_count, 0) as missing_count,
        coalesce(f.open_follow_ups, 0) as open_follow_ups
    from in_office as o
    cross join reference.build as b
    inner join mart.unit as n on n.unit_code = o.unit_code
    left join mart.unit_year as u on u.unit_code = o.unit_code and u.year = o.year
    left join receipts as r on r.head_code = o.head_code and r.year = o.year
    left join unfulfilled as f on f.head_code = o.head_code and f.year = o.year
),

-- the rules that hold, the deciding one first; where two versions cover a year, the later one
matching as (
    select
        k.head_code,
        k.year,
        h.reference_finding,
        h.reason,
        h.rule_version,
        row_number() over (
            partition by k.head_code, k.year order by h.year_from desc, h.rule_version desc, h.sort_order
        ) as place
    from known as k
    inner join reference.head_rules as h
        on h.year_from <= k.year and (h.year_to is null or h.year_to >= k.year)
        and (h.rated_by_city is null or h.rated_by_city = k.rated_by_city)
        and (h.is_accountable is null or h.is_accountable = k.is_accountable)
        and (h.result is null or h.result = k.result)
        and (h.class_code is null or h.class_code = k.class_code)
        and (h.min_overdue is null or h.min_overdue <= k.late_count + k.missing_count)
        and (h.min_open_follow_ups is null or h.min_open_follow_ups <= k.open_follow_ups)
)

select
    k.head_code,
    k.unit_code,
    k.year,
    k.position,
    k.days_in_office,
    k.is_accountable,
    k.score_pct,
    k.class_code,
    k.rank_block,
    k.late_count,
    k.missing_count,
    m.reference_finding,
    replace(
        replace(
            replace(
                replace(
                    replace(m.reason, '{year}', cast(k.year as string)), '{days}', cast(k.days_in_office as string)
                ), '{late}', cast(k.late_count as string)
            ), '{missing}', cast(k.missing_count as string)
        ), '{follow_ups}', cast(k.open_follow_ups as string)
    ) as reasons,
    m.rule_version,
    k.open_follow_ups
from known as k
left join matching as m on m.head_code = k.head_code and m.year = k.year and m.place = 1;
