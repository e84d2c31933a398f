-- One row per unit and criterion that rests on a survey: self-score beside what the survey supports.
select c.*, u.unit_name, b.block_name, k.criterion_name
from mart.criterion_survey as c
inner join mart.unit as u on u.unit_code = c.unit_code
inner join mart.block as b on b.block_code = u.block_code
inner join mart.unit_year as y on y.year = c.year and y.unit_code = c.unit_code
inner join mart.criterion as k
    on k.framework_code = y.framework_code and k.criterion_code = c.criterion_code
where c.year = $year and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or c.unit_code = $scope)
order by c.finding nulls last, c.self_points - c.survey_points_high desc nulls last, u.unit_name, c.criterion_code
