-- Groups of criteria that rose or fell since the year before, among the same units (rule 7): one row per place (the
-- whole, or where that cannot be compared each block that can) and group whose mean percent moved by $analysis_change_pct
-- or more. change: percentage points; moved: units that went the same way, of `units`, which have the same criteria of
-- the group in both years. is_one_place: all rows are of one place. weight: moved of units.
with comparable as (
    select place_code from mart.comparison where year = $last and before = $last - 1 and is_comparable
),
places as (
    select place_code
    from comparable
    where place_code = coalesce($block::varchar, 'all')
        or $block::varchar is null and 'all' not in (select place_code from comparable)
),
moved as (
    select p.place_code, n.framework_code, n.part_code, n.score_pct - b.score_pct as change
    from places as p
    inner join mart.comparison_unit as c
        on c.year = $last and c.before = $last - 1 and c.is_compared and p.place_code in ('all', c.block_code)
    inner join mart.part_unit_year as n on n.year = c.year and n.unit_code = c.unit_code and n.part_kind = 'group'
    inner join mart.part_unit_year as b
        on b.year = c.before and b.unit_code = n.unit_code and b.part_kind = n.part_kind and b.part_code = n.part_code
        and b.framework_code = n.framework_code and b.max_points = n.max_points
        and b.criteria_applicable = n.criteria_applicable
    where n.score_pct is not null and b.score_pct is not null
),
counted as (
    select
        place_code, framework_code, part_code, count(*) as units, favg(change) as change,
        count(*) filter (change > 0) as risen, count(*) filter (change < 0) as fallen
    from moved
    group by place_code, framework_code, part_code
),
names as (
    select distinct framework_code, group_code, group_name from mart.criterion
)
select
    c.place_code, k.block_name, c.framework_code, c.part_code as code, g.group_name as name, c.units, c.change,
    min(c.place_code) over () = max(c.place_code) over () as is_one_place,
    case when c.change > 0 then c.risen else c.fallen end as moved,
    case when c.change > 0 then c.risen else c.fallen end / nullif(cast(c.units as double), 0) as weight
from counted as c
inner join names as g on g.framework_code = c.framework_code and g.group_code = c.part_code
left join mart.block as k on k.block_code = c.place_code
where abs(c.change) >= $analysis_change_pct and c.units >= $analysis_min_units
order by abs(c.change) desc, weight desc, c.place_code, c.part_code
