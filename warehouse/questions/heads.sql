-- Heads of unit in office in a calendar year: due dates of that year in their term, the unit's result, the finding as it
-- is told. returned_on, expired_on: when the unit's sheet of facts came back, or its last day without an answer.
select
    d.bounds,
    y.head_code, y.unit_code, u.unit_name, b.block_name, y.position, h.capacity, h.term_from, h.term_to,
    y.days_in_office, y.is_accountable, y.late_count, y.missing_count,
    case when s.is_rated is distinct from false then y.open_follow_ups end as open_follow_ups, s.is_rated, u.is_rated_here,
    y.score_pct, c.class_name, case when s.is_rated then y.rank_block end as rank_block, s.score_basis, t.told_finding as reference_finding, t.reasons, y.rule_version,
    t.returned_on, t.expired_on,
    case t.told_finding
        when 'unfavourable' then 1 when 'attention' then 2 when 'favourable' then 3
        when 'insufficient' then 4 else 5
    end as finding_order
from mart.head_year as y
inner join mart.told_finding as t on t.head_code = y.head_code and t.unit_code = y.unit_code and t.year = y.year
inner join mart.head as h on h.head_code = y.head_code
inner join mart.unit as u on u.unit_code = y.unit_code
inner join mart.block as b on b.block_code = u.block_code
left join mart.unit_year as s on s.unit_code = y.unit_code and s.year = y.year
left join mart.class as c on c.framework_code = s.framework_code and c.class_code = y.class_code
    and s.is_rated
left join mart.framework_bounds as d on d.framework_code = s.framework_code
where y.year = $year
    and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or y.unit_code = $scope)
order by b.sort_order, u.unit_name collate vi, h.term_from
