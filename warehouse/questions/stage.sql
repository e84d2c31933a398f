-- The stage of a year in force, set or following from the days; snapshot_id: what was published; names_units: and whether that
-- names the units.
select t.stage, t.since, t.document_number, t.document_date, t.snapshot_id, coalesce(p.names_units, false) as names_units
from mart.year_stage as t
left join mart.public_year as p on p.year = t.year
where t.year = $year
