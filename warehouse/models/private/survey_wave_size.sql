-- One row per year, wave and unit: population (null = unknown) and design effect. Temporary.
select
    w.year,
    w.wave_code,
    c.unit_code,
    max(p.population) as population,
    max(greatest(coalesce(cast(w.deff as double), 1.0), 1.0)) as deff
from reference.survey_waves as w
inner join (select distinct year, wave_code, unit_code from survey_question) as c
    on c.year = w.year and c.wave_code = w.wave_code
left join reference.survey_plan as p
    on p.year = w.year and p.wave_code = w.wave_code and p.unit_code = c.unit_code
group by w.year, w.wave_code, c.unit_code;
