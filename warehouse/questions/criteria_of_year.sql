-- Codes and names of the criteria and sub-criteria by which a year is scored, in the order of the frameworks.
select k.criterion_code, min(k.criterion_name) as criterion_name
from mart.framework_year as f
inner join (
    select framework_code, criterion_code, criterion_name, group_order, sort_order, cast(0 as bigint) as part_order
    from mart.criterion
    union all
    select s.framework_code, s.criterion_code, s.criterion_name, c.group_order, c.sort_order, s.sort_order
    from mart.sub_criterion as s
    inner join mart.criterion as c on c.framework_code = s.framework_code and c.criterion_code = s.parent_code
) as k on k.framework_code = f.framework_code
where f.year = $year
group by k.criterion_code
order by min(k.group_order), min(k.sort_order), min(k.part_order), k.criterion_code
