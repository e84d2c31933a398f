-- Years of the report in which not every result is verified in full: with_result, open (units); years: how many such years. weight: share of open.
select
    year, count(score_pct) as with_result,
    count(score_pct) filter (score_basis <> 'verified') as open, count(*) over () as years,
    count(score_pct) filter (score_basis <> 'verified') / nullif(cast(count(score_pct) as double), 0) as weight
from mart.unit_year
where year between $first and $last and ($block::varchar is null or block_code = $block)
group by year
having count(score_pct) filter (score_basis <> 'verified') > 0
order by year
