-- Data rows of the files of a year by kind: what stood in them, what was loaded, what was refused. A duplicate brings none.
select
    kind, count(*) as files, coalesce(sum(rows_in), 0) as rows_in, coalesce(sum(rows_loaded), 0) as rows_loaded,
    coalesce(sum(rows_refused), 0) as rows_refused
from mart.file
where coalesce(year, $year) = $year and kind not in ('reference', 'framework')
group by kind
order by kind
