-- Result of chosen units by year. rearranged: by the organisation of the newest year (predecessors combined), else by
-- the year's own. Rank, class and basis are null where the result is combined of predecessors; `made_of`: their names,
-- `lacking`: how many of them have no result (then the combined one is null). compared_on: on what the change since the year
-- before may be told (mart.unit_change); null where it may not. A scoped reader has other units only of years that were published.
with result as (
    select year, unit_code, block_code, framework_code, score_pct, false as is_combined, score_basis, rank_block,
        class_code, is_rated, 0 as lacking
    from mart.ranking
    where not $rearranged and list_contains($units::varchar[], unit_code)
    union all
    select r.year, r.unit_code, r.block_code, r.framework_code, r.score_pct, r.is_combined, r.score_basis,
        case when not r.is_combined then u.rank_block end as rank_block,
        case when not r.is_combined then u.class_code end as class_code,
        u.is_rated, r.members - r.members_with_result as lacking
    from mart.unit_year_rearranged as r
    left join mart.ranking as u on u.year = r.year and u.unit_code = r.unit_code
    where $rearranged and list_contains($units::varchar[], r.unit_code)
),
ranked as (
    select year, block_code, framework_code, count(rank_block) as ranked
    from mart.ranking group by year, block_code, framework_code
),
made as (
    select l.unit_code, m.year, string_agg(m.unit_name, ', ' order by m.unit_name) as made_of
    from mart.unit_line as l
    inner join mart.unit_year as m on m.unit_code = l.predecessor_code
    where list_contains($units::varchar[], l.unit_code) and (l.effective_on is null or year(l.effective_on) > m.year)
    group by l.unit_code, m.year
)
select
    d.bounds,
    u.year, u.unit_code, n.unit_name, u.framework_code, u.score_pct,
    case when $scope::varchar is null or u.year in (select year from mart.public_year where names_units) then u.rank_block end as rank_block,
    c.class_name, u.score_basis,
    u.is_combined, u.lacking, case when u.is_combined then m.made_of end as made_of,
    u.year = s.running_year as is_running,
    case when $scope::varchar is null or u.year in (select year from mart.public_year where names_units) then r.ranked end as ranked,
    u.is_rated,
    case when not u.is_combined then h.compared_on end as compared_on
from result as u
cross join mart.snapshot as s
inner join mart.unit as n on n.unit_code = u.unit_code
left join ranked as r
    on r.year = u.year and r.block_code = u.block_code and r.framework_code = u.framework_code
left join made as m on m.unit_code = u.unit_code and m.year = u.year
left join mart.class as c on c.framework_code = u.framework_code and c.class_code = u.class_code
left join mart.framework_bounds as d on d.framework_code = u.framework_code
left join mart.unit_change as h
    on h.year = u.year and h.unit_code = u.unit_code and h.part_kind = 'all' and h.compared_on <> 'none'
where ($scope::varchar is null or u.unit_code = $scope or u.year in (select year from mart.public_year where names_units))
order by n.unit_name collate vi, u.year
