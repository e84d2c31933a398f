-- Frameworks in force for a year and block.
select framework_code, any_value(framework_name) as framework_name, bool_or(illustrative) as illustrative
from mart.framework_year
where year = $year and ($block::varchar is null or block_code = $block)
group by framework_code
order by framework_code
