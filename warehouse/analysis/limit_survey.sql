-- How the people were chosen whose answers are told: one row per method, with its years (`2022, 2023`).
-- is_compared: whether two waves of the report can be compared in any indicator. weight: share of the years.
with waves as (
    select distinct year, method from mart.survey_wave where year between $first and $last and files > 0
)
select
    method, string_agg(cast(year as varchar), ', ' order by year) as years,
    count(*) / nullif(cast($last - $first + 1 as double), 0) as weight,
    exists(
        select 1 from mart.survey_change where year between $first and $last and is_comparable and difference is not null and level <> 'unit'
    ) as is_compared
from waves
group by method
order by years, method
