-- Years of the report in which too few units have a result for the whole: fewer than $analysis_coverage_pct of those assessed.
-- Not years without any result. weight: share of the units without a result.
select
    y.year, count(y.score_pct) as with_result, count(*) as units,
    (count(*) - count(y.score_pct)) / nullif(cast(count(*) as double), 0) as weight
from mart.unit_year as y
where y.year between $first and $last and ($block::varchar is null or y.block_code = $block)
group by y.year
having count(y.score_pct) > 0 and 100 * count(y.score_pct) < $analysis_coverage_pct * count(*)
order by y.year
