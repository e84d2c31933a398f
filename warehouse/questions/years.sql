-- One row per year that has a framework: is it running, how many units have a result.
select
    y.year,
    bool_or(y.is_running) as is_running,
    (select count(u.score_pct) from mart.unit_year as u where u.year = y.year) as with_result
from mart.framework_year as y
group by y.year
order by y.year
