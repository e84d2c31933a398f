-- The stage of a year in force, set or following from the days; snapshot_id: what was published.
select stage, since, document_number, document_date, snapshot_id from mart.year_stage where year = $year
