-- Units with a submission by one part of the framework: percent, ranks, ties, median, change within the framework.
-- Only the whole score is published: a scoped reader gets the own unit's row and, of a published year, its rank among all, the
-- medians of all and, where there are five others, of its block.
with told as (
    select
        *,
        $scope::varchar is null or year in (select year from mart.public_year) as is_public,
        $scope::varchar is null or scored_units > 5 as is_of_many
    from mart.part_unit_year
    where year = $year and part_kind = $part_kind and part_code = $part_code and score_pct is not null
        and ($block::varchar is null or block_code = $block)
        and ($scope::varchar is null or unit_code = $scope)
),

part as (
    select
        year, unit_code, block_code, framework_code, part_kind, part_code, score_pct, score_pct_previous, points, max_points,
        criteria_applicable, criteria_scored,
        case when is_public then rank_block end as rank_block,
        case when is_public then ranked end as ranked,
        case when is_public then tied end as tied,
        case when is_public then rank_overall end as rank_overall,
        case when is_public then ranked_overall end as ranked_overall,
        case when is_public then tied_overall end as tied_overall,
        case when is_public then overall_median end as overall_median,
        case when is_public then rank_block_change end as rank_block_change,
        case when is_public then rank_overall_change end as rank_overall_change,
        case when is_public and is_of_many then block_median end as block_median
    from told
)

select
    d.bounds,
    p.unit_code, r.unit_name, p.block_code, r.block_name, p.framework_code,
    p.score_pct, p.rank_block, p.ranked, p.tied, p.rank_overall, p.ranked_overall, p.tied_overall, p.block_median, p.overall_median,
    p.rank_block_change as rank_change_common, p.rank_overall_change,
    cast(p.points as double) as points, cast(p.max_points as double) as max_points,
    p.criteria_applicable, p.criteria_scored,
    r.score_basis,
    coalesce(r.score_basis, '') <> 'verified' or p.criteria_scored < p.criteria_applicable or r.is_running
        as is_provisional,
    r.is_rated,
    c.compared_on, c.left_out, c.change as score_change,
    case
        when r.comparison = 'not_rated' then r.comparison
        when p.score_pct_previous is not null then 'comparable'
        when r.comparison = 'comparable' then 'no_previous_result'
        else r.comparison
    end as comparison
from part as p
inner join mart.ranking as r on r.year = p.year and r.unit_code = p.unit_code
left join mart.unit_change as c
    on c.year = p.year and c.unit_code = p.unit_code and c.part_kind = p.part_kind and c.part_code = p.part_code
left join mart.framework_bounds as d on d.framework_code = p.framework_code
order by r.block_order, p.rank_block, r.unit_name collate vi
