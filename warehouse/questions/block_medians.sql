-- Middles of the blocks, of the years that may be drawn as one line: one row per block and year that is over and is
-- comparable with the year before it or after it (mart.comparison), up to a year. piece: runs of years that are comparable
-- one with the next. block_order: as on pages. To a scoped
-- reader only of years whose publications name the units.
with steps as (
    select c.year, c.before, c.place_code, c.median_before_all, c.median_after_all, c.framework_code
    from mart.comparison as c
    cross join mart.snapshot as s
    where c.before = c.year - 1 and c.is_comparable and c.year <= $year and c.year < s.running_year
),
points as (
    select place_code, framework_code, year, median_after_all as median_pct from steps
    union
    select place_code, framework_code, before, median_before_all from steps
),
told as (
    select
        p.*,
        count(*) filter (t.year is null) over (partition by p.place_code order by p.year) as piece
    from points as p
    left join steps as t on t.place_code = p.place_code and t.year = p.year
)
select t.place_code as block_code, b.block_name, t.year, t.median_pct, t.piece, d.bounds
from told as t
inner join mart.block as b on b.block_code = t.place_code
left join mart.framework_bounds as d on d.framework_code = t.framework_code
where ($block::varchar is null or t.place_code = $block)
    and ($scope::varchar is null or t.year in (select year from mart.public_year where names_units))
order by b.sort_order, t.year
