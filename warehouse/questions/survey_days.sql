-- Responses per wave and day, over the units whose number may be said.
select d.wave_code, w.wave_name, d.response_on, cast(sum(d.responses) as bigint) as responses,
    count(*) as units
from mart.survey_response_day as d
inner join mart.survey_wave as w on w.year = d.year and w.wave_code = d.wave_code
inner join mart.unit as u on u.unit_code = d.unit_code
where d.year = $year and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or d.unit_code = $scope)
group by all
order by d.wave_code, d.response_on nulls first
