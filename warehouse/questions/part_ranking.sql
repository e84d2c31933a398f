-- Units with a submission by one part of the framework: percent, ranks, ties, median, change within the framework.
-- Only the whole score is published: a scoped reader gets the own unit's row and, of a published year, its rank among all, the
-- medians of all and, where there are five others, of its block.
select
    d.bounds,
    p.unit_code, r.unit_name, p.block_code, r.block_name, p.framework_code,
    p.score_pct,
    case when $scope::varchar is null or p.year in (select year from mart.public_year) then p.rank_block end as rank_block,
    case when $scope::varchar is null or p.year in (select year from mart.public_year) then p.ranked end as ranked,
    case when $scope::varchar is null or p.year in (select year from mart.public_year) then p.tied end as tied,
    case when $scope::varchar is null or p.year in (select year from mart.public_year) then p.rank_overall end as rank_overall,
    case when $scope::varchar is null or p.year in (select year from mart.public_year) then p.ranked_overall end as ranked_overall,
    case when $scope::varchar is null or p.year in (select year from mart.public_year) then p.tied_overall end as tied_overall,
    case when $scope::varchar is null or (p.scored_units > 5 and p.year in (select year from mart.public_year)) then p.block_median end as block_median,
    case when $scope::varchar is null or p.year in (select year from mart.public_year) then p.overall_median end as overall_median,
    cast(p.points as double) as points, cast(p.max_points as double) as max_points,
    p.criteria_applicable, p.criteria_scored,
    r.score_basis,
    coalesce(r.score_basis, '') <> 'verified' or p.criteria_scored < p.criteria_applicable or r.is_running
        as is_provisional,
    case when $scope::varchar is null or p.year in (select year from mart.public_year) then p.rank_block_change end as rank_change_common,
    r.is_rated,
    case when $scope::varchar is null or p.year in (select year from mart.public_year) then p.rank_overall_change end as rank_overall_change,
    c.compared_on, c.left_out, c.change as score_change,
    case
        when r.comparison = 'not_rated' then r.comparison
        when p.score_pct_previous is not null then 'comparable'
        when r.comparison = 'comparable' then 'no_previous_result'
        else r.comparison
    end as comparison
from mart.part_unit_year as p
inner join mart.ranking as r on r.year = p.year and r.unit_code = p.unit_code
left join mart.unit_change as c
    on c.year = p.year and c.unit_code = p.unit_code and c.part_kind = p.part_kind and c.part_code = p.part_code
left join mart.framework_bounds as d on d.framework_code = p.framework_code
where p.year = $year and p.part_kind = $part_kind and p.part_code = $part_code
    and p.score_pct is not null
    and ($block::varchar is null or p.block_code = $block)
    and ($scope::varchar is null or p.unit_code = $scope)
order by r.block_order, p.rank_block, r.unit_name collate vi
