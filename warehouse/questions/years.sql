-- One row per year, also of those that wait for a framework: is it running, has it a framework, how many units have a
-- result. None before the first framework is there.
select
    y.year,
    y.year = any_value(s.running_year) as is_running,
    bool_or(f.framework_code is not null) as has_framework,
    (select count(u.score_pct) from mart.unit_year as u where u.year = y.year) as with_result
from mart.year_stage as y
cross join mart.snapshot as s
left join mart.framework_year as f on f.year = y.year
where exists (select 1 from mart.framework_year)
group by y.year
order by y.year
