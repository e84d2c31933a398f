-- One row per year, unit and criterion that lies below half of its maximum in this year and in the one before. Only within
-- one framework and where it applies in both: else the two are not of the same. Points: DECIMAL(9,4).
select
    n.year,
    n.unit_code,
    n.framework_code,
    n.criterion_code,
    p.points as points_before,
    n.points,
    n.max_points
from mart.criterion_unit_year as n
inner join mart.criterion_unit_year as p
    on p.unit_code = n.unit_code and p.year = n.year - 1 and p.framework_code = n.framework_code
    and p.criterion_code = n.criterion_code
where n.applicable and p.applicable and n.points * 2 < n.max_points and p.points * 2 < p.max_points;
