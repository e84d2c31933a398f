-- Years with at least one published survey figure.
select distinct year from mart.survey_area_year order by year
