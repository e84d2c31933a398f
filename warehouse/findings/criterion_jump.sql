-- One row per criterion of a file of a run whose self score, in percent of its maximum, is further from the year
-- before than the setting jump_criterion_pct, within one framework.
-- Parameter: the first file_seq of the run.
with score as (
    select
        s.file_seq,
        s.unit_code,
        s.year,
        k.framework_code,
        k.criterion_code,
        a.sheet,
        a.self_cell,
        a.self_value,
        100.0 * cast(cast(a.self_value as decimal(9, 4)) as double) / nullif(cast(k.max_points as double), 0) as pct
    from staging.submission as s
    inner join reference.units as u on u.unit_code = s.unit_code
    inner join staging.criterion_in_force as k
        on k.assessment_code is null and k.year = s.year and k.block_code = u.block_code
    inner join raw.self_assessment as a
        on a.file_seq = s.file_seq and a.criterion_code = k.criterion_code and a.self_value is not null
    where s.is_current and k.is_open
)

select
    now.file_seq,
    now.sheet,
    now.self_cell as cell,
    replace(now.self_value, '.', ',') as found,
    replace(earlier.self_value, '.', ',') as expected,
    now.criterion_code as criterion
from score as now
inner join score as earlier
    on earlier.unit_code = now.unit_code and earlier.year = now.year - 1
    and earlier.framework_code = now.framework_code and earlier.criterion_code = now.criterion_code
cross join staging.setting as t
where now.file_seq >= $first_seq and abs(now.pct - earlier.pct) >= t.jump_criterion_pct
order by now.file_seq, now.criterion_code;
