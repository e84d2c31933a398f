-- What a ranking can be by, beside the whole score: groups, comparable dimensions, output and impact together.
with named as (
    select 'group' as part_kind, group_code as part_code, any_value(group_name) as part_name,
        framework_code, min(group_order) as part_order
    from mart.criterion
    group by framework_code, group_code
    union all
    select 'dimension', dimension_code, any_value(dimension_name), framework_code, min(group_order)
    from mart.criterion
    where dimension_comparable
    group by framework_code, dimension_code
    union all
    select distinct 'kind', 'output_impact', null, framework_code, 0
    from mart.criterion
    where kind in ('dau_ra', 'tac_dong')
)
select part_kind, part_code, any_value(part_name) as part_name
from named
where framework_code in (
    select framework_code from mart.framework_year
    where year = $year and ($block::varchar is null or block_code = $block)
)
group by part_kind, part_code
order by case part_kind when 'kind' then 1 when 'group' then 2 else 3 end, min(part_order), part_code
