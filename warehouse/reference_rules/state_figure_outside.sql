-- One row per figure of the state that is no percentage.
select
    'state_figures' as tables,
    'value_not_allowed' as code,
    unit_code || ', ' || criterion_code || ', ' || cast(year as string) || ': ' || plain_points(pct) || '%' as found,
    'số từ 0 đến 100' as expected
from reference.state_figures
where pct < 0 or pct > 100
order by year, unit_code, criterion_code;
