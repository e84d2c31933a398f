-- Files in force by kind: how many, and of how many units.
select kind, count(*) as files, nullif(count(distinct unit_code), 0) as units
from mart.file
where status in ('accepted', 'accepted_with_warnings', 'superseded')
group by kind
order by files desc, kind
