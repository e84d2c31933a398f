-- What became of the recommendations of these years to the units that are rated: made, done, overdue (their day is past),
-- and at how many units. One row, or none where nothing is overdue. weight: share of the overdue ones.
with told as (
    select f.unit_code, f.status
    from mart.follow_up as f
    inner join mart.unit as u on u.unit_code = f.unit_code
    left join mart.unit_year as y on y.year = f.year and y.unit_code = f.unit_code
    where f.year between $first and $last and y.is_rated is distinct from false
        and ($block::varchar is null or u.block_code = $block)
)
select
    count(*) as made, count(*) filter (status = 'done') as done, count(*) filter (status = 'overdue') as overdue,
    count(distinct case when status = 'overdue' then unit_code end) as units,
    count(*) filter (status = 'overdue') / nullif(cast(count(*) as double), 0) as weight
from told
having count(*) filter (status = 'overdue') > 0
