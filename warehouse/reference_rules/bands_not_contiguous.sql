-- One row per criterion whose bands leave a percentage from 0 to 100 without points, or give it two.
with band as (
    select
        framework_code,
        criterion_code,
        lower_pct,
        upper_pct,
        lag(upper_pct) over (partition by framework_code, criterion_code order by lower_pct, upper_pct) as upper_before,
        lead(lower_pct) over (partition by framework_code, criterion_code order by lower_pct, upper_pct) as lower_after
    from reference.criterion_bands
)

select
    'criterion_bands' as tables,
    'bands_not_contiguous' as code,
    framework_code || ' ' || criterion_code as found,
    'các mức nối liền từ 0 đến 100' as expected
from band
where lower_pct <> coalesce(upper_before, 0) or upper_pct <> coalesce(lower_after, 100)
group by framework_code, criterion_code
order by framework_code, criterion_code;
