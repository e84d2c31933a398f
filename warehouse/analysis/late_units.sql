-- Units that the plan binds whose self-assessment came late or not at all, by name, the longest delay first; nobody before
-- the due date, nobody whose day is not known, whose file waits to be checked or has to be completed. late, missing: how many
-- of the `units` bound. days: null once the year is published. weight: share of the bound units.
with bound as (
    select
        c.unit_code, u.unit_name, c.told_days as days, c.told_status,
        c.told_status in ('late', 'missing') and not c.needs_supplement and not c.is_under_check as is_told
    from mart.compliance as c
    inner join mart.unit as u on u.unit_code = c.unit_code
    where c.year = $last and c.milestone_code = 'self_assessment' and c.obligation = 'required'
        and ($block::varchar is null or u.block_code = $block)
)
select
    unit_code, unit_name, days, told_status = 'missing' as is_missing,
    (select count(*) from bound where is_told and told_status = 'late') as late,
    (select count(*) from bound where is_told and told_status = 'missing') as missing,
    (select count(*) from bound) as units,
    (select count(*) from bound where is_told) / nullif(cast((select count(*) from bound) as double), 0) as weight
from bound
where is_told
order by is_missing desc, days desc nulls last, unit_name collate vi
