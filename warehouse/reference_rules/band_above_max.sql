-- One row per band that gives more points than its criterion has: the percentage would be above 100.
select
    'criterion_bands, criteria' as tables,
    'band_above_max' as code,
    b.criterion_code || ': ' || plain_points(b.points) as found,
    plain_points(c.max_points) as expected
from reference.criterion_bands as b
inner join reference.criteria as c on c.framework_code = b.framework_code and c.criterion_code = b.criterion_code
where b.points > c.max_points
order by b.framework_code, b.criterion_code, b.lower_pct;
