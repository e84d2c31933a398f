-- One row per respondent group of the whole city.
select g.*, coalesce(max(o.label), 'Không rõ') as label, min(o.sort_order) as group_order
from mart.survey_group_year as g
left join reference.survey_waves as w on w.year = g.year
left join reference.survey_questions as q on q.form_code = w.form_code and q.role = 'group'
left join reference.survey_options as o on o.scale_code = q.scale_code and o.option_code = g.respondent_group
where g.year = $year and g.indicator = $indicator
group by all
order by group_order nulls last
