-- Rank of every rated unit of a block in every year it has a result, under the year's own organisation. To a scoped reader only
-- of years that were published.
select d.bounds,
    u.year, u.unit_code, u.unit_name, u.framework_code, r.rank_block, u.score_pct,
    u.year = s.running_year as is_running,
    count(*) over (partition by u.year, u.framework_code) as ranked
from mart.unit_year as u
inner join mart.ranking as r on r.year = u.year and r.unit_code = u.unit_code
cross join mart.snapshot as s
left join mart.framework_bounds as d on d.framework_code = u.framework_code
where u.block_code = $block and r.rank_block is not null
    and ($scope::varchar is null or u.year in (select year from mart.public_year where names_units))
order by u.year, r.rank_block, u.unit_name collate vi
