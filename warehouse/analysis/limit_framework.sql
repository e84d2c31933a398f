-- Years of the report whose criteria are not official: one row for illustrative criteria and one for years
-- without any (is_missing). years: `2022, 2023`. weight: share of the years.
with years as (
    select distinct year, framework_code
    from mart.unit_year
    where year between $first and $last and ($block::varchar is null or block_code = $block)
),
told as (
    select distinct y.year, f.framework_code is null as is_missing, coalesce(f.illustrative, true) as is_told
    from years as y
    left join (
        select distinct year, framework_code, illustrative from mart.framework_year
    ) as f on f.year = y.year and f.framework_code = y.framework_code
)
select
    is_missing, string_agg(cast(year as varchar), ', ' order by year) as years,
    count(*) / nullif(cast($last - $first + 1 as double), 0) as weight
from told
where is_told
group by is_missing
order by is_missing
