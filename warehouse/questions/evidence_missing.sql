-- Criteria of a year whose evidence was found missing, not valid or is waited for, per unit in the order of the framework:
-- what to ask the unit for. asked: the evidence that the framework names; reason: what the verifying body wrote.
select
    e.unit_code, u.unit_name, b.block_name, e.criterion_code, coalesce(p.criterion_name, k.criterion_name) as criterion_name,
    k.evidence as asked, coalesce(s.evidence, c.evidence) as named, e.evidence_state, e.reason, e.said_on
from mart.evidence_state as e
inner join mart.unit as u on u.unit_code = e.unit_code
inner join mart.block as b on b.block_code = u.block_code
left join mart.criterion_unit_year as c
    on c.year = e.year and c.unit_code = e.unit_code and c.criterion_code = e.criterion_code
left join mart.sub_criterion_unit_year as s
    on s.year = e.year and s.unit_code = e.unit_code and s.criterion_code = e.criterion_code
inner join mart.criterion as k
    on k.framework_code = coalesce(c.framework_code, s.framework_code)
    and k.criterion_code = coalesce(s.parent_code, e.criterion_code)
left join mart.sub_criterion as p
    on p.framework_code = s.framework_code and p.criterion_code = e.criterion_code and p.parent_code = s.parent_code
where e.year = $year and e.evidence_state <> 'present' and ($block::varchar is null or u.block_code = $block)
    and ($unit::varchar is null or e.unit_code = $unit)
order by b.sort_order, u.unit_name collate vi, k.group_order, k.sort_order, p.sort_order
