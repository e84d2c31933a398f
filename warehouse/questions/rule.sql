-- What the framework says of a criterion for the unit's block; no row where there is no score or it is outside the
-- scope.
-- is_excluded: it does not apply to the block. condition_applicable: null = no condition is set for the year; with its
-- reason, by whom and when. bands: list of {lower_pct, upper_pct, points}, the highest first; null = none.
select
    f.framework_name, f.legal_basis, k.unit_may_mark_na, b.block_name,
    x.block_code is not null as is_excluded,
    c.applicable as condition_applicable, c.reason as condition_reason, c.set_by, c.set_on,
    (
        select list(
            {
                'lower_pct': cast(n.lower_pct as double), 'upper_pct': cast(n.upper_pct as double),
                'points': cast(n.points as double)
            } order by n.lower_pct desc
        )
        from mart.criterion_band as n
        where n.framework_code = s.framework_code and n.criterion_code = s.criterion_code
    ) as bands
from mart.criterion_unit_year as s
inner join mart.unit as u on u.unit_code = s.unit_code
inner join mart.block as b on b.block_code = u.block_code
inner join reference.frameworks as f on f.framework_code = s.framework_code
inner join reference.criteria as k
    on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
left join reference.criterion_exclusions as x
    on x.framework_code = s.framework_code and x.criterion_code = s.criterion_code
    and x.block_code = u.block_code
left join reference.criterion_conditions as c
    on c.framework_code = s.framework_code and c.criterion_code = s.criterion_code and c.year = s.year
where s.year = $year and s.unit_code = $unit and s.criterion_code = $criterion
    and ($scope::varchar is null or s.unit_code = $scope)
