-- One row per kind of criterion (input, process, output, impact): percent of the maximum (0-100), points over points,
-- scored criteria only. First by criterion and block: of a nation there are a hundred times as many scores.
with scored as (
    select s.year, s.framework_code, s.criterion_code, u.block_code, u.unit_code = $scope as is_own,
        sum(s.points) as points, sum(s.max_points) as max_points
    from mart.criterion_unit_year as s
    inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
    where s.year = $year and s.points is not null and s.in_maximum and ($block::varchar is null or u.block_code = $block)
    group by all
)

select
    k.kind,
    count(distinct k.criterion_code) as criteria,
    case when count(distinct s.framework_code) = 1 then any_value(c.bounds) end as bounds,
    100 * cast(sum(s.points) as double) / nullif(cast(sum(s.max_points) as double), 0) as pct,
    cast(sum(s.max_points - s.points) as double) as points_lost
from scored as s
inner join mart.criterion as k
    on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
left join mart.framework_bounds as c on c.framework_code = s.framework_code
-- a unit reads what is common to its own and, once the year is published, to blocks of which five others are scored
where $scope::varchar is null or s.is_own or exists (
    select 1 from mart.criterion_block as n
    where n.year = s.year and n.block_code = s.block_code and n.framework_code = s.framework_code
        and n.criterion_code = s.criterion_code and n.scored_units > 5
        and s.year in (select year from mart.public_year)
)
group by k.kind
order by case k.kind when 'dau_vao' then 1 when 'qua_trinh' then 2 when 'dau_ra' then 3 else 4 end
