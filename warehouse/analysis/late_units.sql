-- Units that the plan binds whose self-assessment came late or not at all, by name, the longest delay first; nobody before
-- the due date, nobody whose day is not known, whose file waits to be checked or has to be completed. late, missing: how many
-- of the `units` bound. Those that are not to be named yet (mart.unit_told) are one row without a name, the first: held of
-- them. days: null once the year is published;
-- same_days: those of most who never sent; is_same: of all of them. weight: share of the bound units.
with bound as (
    select
        c.unit_code, u.unit_name, coalesce(t.is_held, false) as is_held, t.returned_on, t.expired_on, c.told_days as days,
        c.told_status,
        c.told_status in ('late', 'missing') and not c.needs_supplement and not c.is_under_check as is_told
    from mart.compliance as c
    inner join mart.unit as u on u.unit_code = c.unit_code
    left join mart.unit_told as t on t.year = c.year and t.unit_code = c.unit_code
    where c.year = $last and c.milestone_code = 'self_assessment' and c.obligation = 'required'
        and ($block::varchar is null or u.block_code = $block)
),
told as (
    select
        *, count(*) over (partition by is_held) as held,
        row_number() over (partition by is_held order by told_status = 'missing' desc, days desc nulls last, unit_code) as place
    from bound
    where is_told
)
select
    unit_code, case when not is_held then unit_name end as unit_name, held, returned_on, expired_on, days,
    told_status = 'missing' as is_missing,
    (
        select days from told where told_status = 'missing' group by days order by count(*) desc, days desc limit 1
    ) as same_days,
    (select count(distinct days) from told where told_status = 'missing') = 1 as is_same,
    (select count(*) from told where told_status = 'late') as late,
    (select count(*) from told where told_status = 'missing') as missing,
    (select count(*) from bound) as units,
    (select count(*) from told) / nullif(cast((select count(*) from bound) as double), 0) as weight
from told
where not is_held or place = 1
order by is_held desc, is_missing desc, days desc nulls last, told.unit_name collate vi
