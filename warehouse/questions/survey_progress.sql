-- Interviews planned and done per wave and unit, and what they allow.
select p.*, u.unit_name, b.block_name, w.wave_name
from mart.survey_progress as p
inner join mart.unit as u on u.unit_code = p.unit_code
inner join mart.block as b on b.block_code = u.block_code
inner join mart.survey_wave as w on w.year = p.year and w.wave_code = p.wave_code
where p.year = $year and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or p.unit_code = $scope)
order by p.needed desc nulls first, u.unit_name
