-- One row per framework by which units are classed: the lower bounds of its classes, lowest first, as every chart of
-- percentages draws them. A window, because no spelling of an ordered list is known to all engines. Source: mart.class.
select distinct
    framework_code,
    array_agg(cast(lower_pct as double)) over (
        partition by framework_code order by lower_pct rows between unbounded preceding and unbounded following
    ) as bounds
from mart.class;
