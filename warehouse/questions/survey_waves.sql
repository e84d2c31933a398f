-- Waves of a year, and what became of their responses.
select * from mart.survey_wave where year = $year order by wave_code
