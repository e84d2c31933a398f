-- Whom to praise in a year that is over: rated, verified in full, in the best class of more than one or risen, and sent in
-- time. first: the highest result of all; risen: the largest rise that may be told (mart.unit_change). Equals are all named. To a
-- scoped reader only of a year that was published.
with good as (
    select r.*, d.bounds,
        rank() over (order by r.score_pct desc) as place,
        rank() over (order by case when r.score_change > 0 then r.score_change end desc nulls last) as rise
    from mart.ranking as r
    left join mart.framework_bounds as d on d.framework_code = r.framework_code
        where r.year = $year and not r.is_provisional and r.is_rated and r.status = 'on_time'
        and ($block::varchar is null or r.block_code = $block)
        and ($scope::varchar is null or r.year in (select year from mart.public_year where names_units))
)
select 'first' as topic, unit_code, unit_name, block_name, score_pct, bounds, class_name, score_change, compared_on, left_out
from good where place = 1
union all
select 'risen', unit_code, unit_name, block_name, score_pct, bounds, class_name, score_change, compared_on, left_out
from good where rise = 1 and score_change > 0
order by topic, unit_name
