-- Frameworks in force for a year and block; cap_pct: the most that a percentage can be, null = no cap.
select framework_code, any_value(framework_name) as framework_name, bool_or(illustrative) as illustrative,
    cast(any_value(cap_pct) as double) as cap_pct
from mart.framework_year
where year = $year and ($block::varchar is null or block_code = $block)
group by framework_code
order by framework_code
