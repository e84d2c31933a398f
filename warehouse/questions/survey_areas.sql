-- One row per indicator: the figure of a block or of the city, and its change since the survey before.
select a.*, c.previous_year, c.is_comparable, c.previous_share, c.difference, c.difference_low,
    c.difference_high
from mart.survey_area_year as a
left join mart.survey_change as c
    on c.year = a.year and c.indicator = a.indicator and c.place_code = a.area_code and c.level <> 'unit'
where a.year = $year and a.area_code = coalesce($block::varchar, 'city')
order by a.indicator
