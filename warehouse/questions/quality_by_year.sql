-- Quality of the data of each year with files, oldest first. Files: all kinds but reference and framework, without duplicates;
-- complete: forms in which every applicable criterion is scored by the unit; late: of the required self-assessments whose
-- day is known. *_pct: 0-100.
with found as (
    select file_seq, count(*) filter (severity = 'error') as errors, count(*) filter (severity = 'warning') as warnings
    from mart.finding
    group by file_seq
),
files as (
    select
        f.year, count(*) as files, count(*) filter (f.status = 'rejected') as refused,
        coalesce(sum(g.errors), 0) as errors, coalesce(sum(g.warnings), 0) as warnings,
        count(*) filter (g.errors + g.warnings > 0) as remarked
    from mart.file as f
    left join found as g on g.file_seq = f.file_seq
    left join mart.unit as u on u.unit_code = f.unit_code
    where f.year is not null and f.kind not in ('reference', 'framework') and f.status <> 'duplicate'
        and ($block::varchar is null or u.block_code = $block)
    group by f.year
),
units as (
    select year, count(*) as with_result, count(*) filter (is_whole) as complete
    from (
        select s.year, s.unit_code, bool_and(s.self_points is not null) as is_whole
        from mart.criterion_unit_year as s
        inner join mart.unit as u on u.unit_code = s.unit_code
        where s.applicable and s.in_maximum and ($block::varchar is null or u.block_code = $block)
        group by s.year, s.unit_code
    ) as forms
    group by year
),
days as (
    select c.year, count(*) filter (c.status = 'late') as late, count(*) filter (c.status in ('late', 'on_time')) as dated
    from mart.compliance as c
    inner join mart.unit as u on u.unit_code = c.unit_code
    where c.milestone_code = 'self_assessment' and c.obligation = 'required'
        and ($block::varchar is null or u.block_code = $block)
    group by c.year
)
select
    f.year, f.files, f.refused, 100.0 * f.refused / nullif(f.files, 0) as refused_pct, f.remarked,
    100.0 * f.remarked / nullif(f.files, 0) as remarked_pct, f.errors, f.warnings,
    cast(f.errors + f.warnings as double) / nullif(f.files, 0) as findings_per_file,
    coalesce(u.with_result, 0) as with_result, coalesce(u.complete, 0) as complete,
    100.0 * u.complete / nullif(u.with_result, 0) as complete_pct,
    coalesce(d.late, 0) as late, coalesce(d.dated, 0) as dated, 100.0 * d.late / nullif(d.dated, 0) as late_pct
from files as f
left join units as u on u.year = f.year
left join days as d on d.year = f.year
order by f.year
