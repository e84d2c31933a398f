-- One row per head, unit and calendar year with at least one day in office (rule 14); a vacancy is no head.
-- late_count, missing_count: required milestones whose due date lies in that calendar year and term.
create table mart.head_year as
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
        head_code,
        year(due_on) as year,
        count(*) filter (where status = 'late' and received_on_source <> 'assumed') as late_count,
        count(*) filter (where status = 'missing' and not needs_supplement) as missing_count
    from mart.compliance
    where obligation = 'required' and head_code is not null
    group by head_code, year(due_on)
)

select
    o.head_code,
    o.unit_code,
    o.year,
    o.position,
    o.days_in_office,
    row_number() over (
        partition by o.unit_code, o.year order by o.days_in_office desc, o.term_from desc, o.head_code
    ) = 1 as is_accountable,
    u.score_pct,
    u.class_code,
    u.rank_block,
    coalesce(r.late_count, 0) as late_count,
    coalesce(r.missing_count, 0) as missing_count,
    cast(null as string) as reference_finding,
    cast(null as string) as reasons,
    cast(null as string) as rule_version
from in_office as o
left join mart.unit_year as u on u.unit_code = o.unit_code and u.year = o.year
left join receipts as r on r.head_code = o.head_code and r.year = o.year;
