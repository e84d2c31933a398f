-- One row: whether a figure over the units of a block, or of all, may be compared with an earlier year; among how many of
-- them, who is left out (names) and who is compared (codes); no row where one of the years has no units. A scoped reader has
-- it only of years whose publications name the units.
select
    d.bounds,
    c.year, c.before, c.units, c.compared, coalesce(c.is_comparable, false) as is_comparable,
    c.median_before, c.median_after, c.median_before_all, c.median_after_all,
    (
        select list(u.unit_name order by u.unit_name collate vi) from mart.comparison_unit as u
        where u.year = c.year and u.before = c.before and not u.is_compared
            and ($block::varchar is null or u.block_code = $block)
    ) as left_out,
    (
        select list(u.unit_code) from mart.comparison_unit as u
        where u.year = c.year and u.before = c.before and u.is_compared
            and ($block::varchar is null or u.block_code = $block)
    ) as compared_units
from mart.comparison as c
left join mart.framework_bounds as d on d.framework_code = c.framework_code
where c.year = $year and c.before = $before and c.place_code = coalesce($block::varchar, 'all')
    and ($scope::varchar is null or $year in (select year from mart.public_year where names_units))
