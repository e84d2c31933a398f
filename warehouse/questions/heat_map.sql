-- One row per unit and each of some criteria; pct: 0-100 of the maximum, null where not scored; `applicable` false where it does
-- not apply.
-- The order is decided on units and on criteria, not on every cell: names sort slowly.
with placed as (
    select u.unit_code, u.unit_name, b.block_name,
        row_number() over (order by b.sort_order, case when u.is_rated then u.rank_block end nulls last, u.unit_name collate vi)
            as unit_position
    from mart.unit_year as u
    inner join mart.block as b on b.block_code = u.block_code
    where u.year = $year
        and ($block::varchar is null or u.block_code = $block)
        and ($scope::varchar is null or u.unit_code = $scope)
),
known as (
    select framework_code, criterion_code, criterion_name, group_code, group_name,
        row_number() over (order by framework_code, group_order, sort_order) as criterion_position,
        d.bounds
    from mart.criterion as k
    left join mart.framework_bounds as d using (framework_code)
)
select
    u.unit_code, u.unit_name, u.block_name, s.criterion_code, k.criterion_name, k.group_code, k.group_name,
    cast(s.points as double) as points, cast(s.max_points as double) as max_points, s.applicable,
    100 * cast(s.points as double) / nullif(cast(s.max_points as double), 0) as pct,
    case
        when s.final_points is not null then 'final'
        when s.verified_points is not null then 'verified'
        when s.self_points is not null then 'self'
    end as basis,
    u.unit_position, k.criterion_position, k.bounds
from mart.criterion_unit_year as s
inner join placed as u on u.unit_code = s.unit_code
inner join known as k
    on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
where s.year = $year and s.in_maximum and list_contains($criteria::varchar[], s.criterion_code)
order by unit_position, criterion_position
