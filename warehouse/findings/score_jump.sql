-- One row per file of a run whose self score, in percent of the maximum, is further from the year before than the
-- setting jump_threshold_pct, within one framework.
-- Parameter: the first file_seq of the run.
with result as (
    select
        s.file_seq,
        s.unit_code,
        s.year,
        k.framework_code,
        100.0 * cast(sum(t.points) as double)
        / nullif(cast(sum(case when k.in_maximum then k.max_points end) as double), 0) as pct
    from staging.submission as s
    inner join reference.units as u on u.unit_code = s.unit_code
    inner join staging.criterion_in_force as k
        on k.assessment_code is null and k.year = s.year and k.block_code = u.block_code
    left join raw.self_assessment as a on a.file_seq = s.file_seq and a.criterion_code = k.criterion_code
    left join staging.self_criterion as t on t.file_seq = s.file_seq and t.criterion_code = k.criterion_code
    where s.is_current and k.is_open and k.parent_code is null and coalesce(a.not_applicable, false) = false
    group by s.file_seq, s.unit_code, s.year, k.framework_code
)

select
    now.file_seq,
    cast(null as string) as sheet,
    cast(null as string) as cell,
    replace(cast(cast(now.pct as decimal(9, 1)) as string), '.', ',') as found,
    replace(cast(cast(earlier.pct as decimal(9, 1)) as string), '.', ',') as expected,
    cast(null as string) as criterion
from result as now
inner join result as earlier
    on earlier.unit_code = now.unit_code and earlier.year = now.year - 1
    and earlier.framework_code = now.framework_code
cross join staging.setting as t
where now.file_seq >= $first_seq and abs(now.pct - earlier.pct) >= t.jump_threshold_pct
order by now.file_seq;
