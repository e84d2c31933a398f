-- One row per year, earlier year, set of units (a block, or `all`) and what is counted of them (counted: `sent`, a
-- self-assessment that is in; `on_time`): whether the count may be compared with the earlier year. is_comparable: both years
-- are over for these units, and at least comparable_share of the units in question in the later year were bound alike
-- in the earlier one. For on_time that are those that had to send, and whose day is known. Counts: of the compared
-- units alone, so that nothing has grown because units came.
with told as (
    select
        year,
        unit_code,
        block_code,
        coalesce(obligation, 'none') as obligation,
        told_status not in ('not_due', 'no_data') or obligation is null as is_over,
        told_status not in ('not_due', 'no_data', 'undated') as is_dated,
        submission_version is not null as is_sent,
        status = 'on_time' as is_on_time
    from mart.unit_year
),

paired as (
    select
        n.year,
        y.year as before,
        n.block_code,
        n.obligation,
        n.is_over and coalesce(b.is_over, true) as is_over,
        n.is_sent,
        n.is_on_time,
        b.is_sent as is_sent_before,
        b.is_on_time as is_on_time_before,
        b.obligation is not null and b.obligation = n.obligation as is_alike,
        n.is_dated and coalesce(b.is_dated, false) as is_dated
    from told as n
    inner join (select distinct year from told) as y on y.year < n.year
    left join told as b on b.year = y.year and b.unit_code = n.unit_code
),

questions as (
    select
        year, before, block_code, 'sent' as counted, is_over, is_alike as is_compared,
        is_sent as holds, is_sent_before as held
    from paired
    union all
    select
        year, before, block_code, 'on_time' as counted, is_over, is_alike and is_dated as is_compared,
        is_on_time as holds, is_on_time_before as held
    from paired
    where obligation = 'required'
),

sets as (
    select year, before, block_code as place_code, counted, is_over, is_compared, holds, held from questions
    union all
    select year, before, 'all' as place_code, counted, is_over, is_compared, holds, held from questions
),

summed as (
    select
        year,
        before,
        place_code,
        counted,
        count(*) as units,
        count(*) filter (where is_compared) as compared,
        count(*) filter (where not is_over) as open_units,
        count(*) filter (where is_compared and held) as count_before,
        count(*) filter (where is_compared and holds) as count_after
    from sets
    group by year, before, place_code, counted
)

select
    c.year,
    c.before,
    c.place_code,
    c.counted,
    c.units,
    c.compared,
    c.open_units,
    c.open_units = 0 and c.compared > 0 and c.compared >= s.comparable_share * c.units as is_comparable,
    c.count_before,
    c.count_after
from summed as c
cross join staging.setting as s;
