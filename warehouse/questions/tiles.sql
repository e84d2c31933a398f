-- The units of a year that have a place in the tile chart (reference table unit_tiles), with what may be shown of them:
-- result and class only where verified in full in a year that is over, the share of a survey only where it is not hidden.
-- share: 0-100; the own unit's only for a scoped reader, who has the results of others once the year was published.
with places as (
    select unit_code, max_by(tile_column, valid_from) as tile_column, max_by(tile_row, valid_from) as tile_row
    from mart.unit_tile
    where valid_from <= make_date($year, 12, 31)
    group by unit_code
)
select
    t.tile_column, t.tile_row, r.unit_code, r.unit_name, r.is_rated, d.bounds,
    case when not r.is_provisional and ($scope::varchar is null or r.unit_code = $scope or r.year in (select year from mart.public_year where names_units)) then r.score_pct end as score_pct,
    case when not r.is_provisional and ($scope::varchar is null or r.unit_code = $scope or r.year in (select year from mart.public_year where names_units)) then r.class_name end as class_name,
    case when not r.is_running then 100 * s.share end as share, case when not r.is_running then s.n end as n
from places as t
inner join mart.ranking as r on r.year = $year and r.unit_code = t.unit_code
left join mart.framework_bounds as d on d.framework_code = r.framework_code
left join mart.survey_unit_year as s
    on s.year = r.year and s.unit_code = r.unit_code and s.indicator = $indicator
    and ($scope::varchar is null or s.unit_code = $scope)
where $block::varchar is null or r.block_code = $block
order by t.tile_row, t.tile_column
