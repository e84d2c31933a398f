-- One row per year, unit, criterion and source of a figure that the state already has (statistics of the justice sector,
-- access to the law, budget), beside what the unit reported. Percentages: 0-100. supported_points: what the bands of the
-- criterion give for the figure of the state. finding: self_above_state where the unit reports more. Nothing is changed by
-- it. Source: reference.state_figures, mart.criterion_unit_year.
with figures as (
    select
        g.year,
        g.unit_code,
        g.criterion_code,
        g.source,
        cast(g.pct as double) as state_pct,
        g.document_number,
        g.note,
        g.framework_code,
        c.reported_pct,
        c.self_points,
        c.verified_points,
        c.max_points
    from reference.state_figures as g
    left join mart.criterion_unit_year as c
        on c.year = g.year and c.unit_code = g.unit_code and c.framework_code = g.framework_code
        and c.criterion_code = g.criterion_code and c.applicable
),

supported as (
    select
        f.year,
        f.unit_code,
        f.criterion_code,
        f.source,
        max_by(b.points, b.lower_pct) as supported_points
    from figures as f
    inner join reference.criterion_bands as b
        on b.framework_code = f.framework_code and b.criterion_code = f.criterion_code
    where f.state_pct >= cast(b.lower_pct as double)
    group by f.year, f.unit_code, f.criterion_code, f.source
)

select
    f.year,
    f.unit_code,
    f.criterion_code,
    f.source,
    f.state_pct,
    f.reported_pct,
    f.reported_pct - f.state_pct as difference,
    f.self_points,
    f.verified_points,
    s.supported_points,
    f.document_number,
    f.note,
    case when f.reported_pct > f.state_pct then 'self_above_state' end as finding
from figures as f
left join supported as s
    on s.year = f.year and s.unit_code = f.unit_code and s.criterion_code = f.criterion_code and s.source = f.source;
