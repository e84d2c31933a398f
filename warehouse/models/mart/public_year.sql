-- One row per year whose results were published: whether what was published names the units (names_units: the setting
-- publishes_rank), so that a unit may read result, class and rank of others. Source: mart.year_stage, staging.setting.
select t.year, s.publishes_rank as names_units
from mart.year_stage as t
cross join staging.setting as s
where t.stage in ('published', 'amended');
