-- One row per year, unit, version of its self-assessment after the first, criterion and field (self_points,
-- reported_pct, evidence, note) that differs in value from the version before: the texts as received and where they
-- stand; null where a version has no such row or cell. Spelling alone (8,5 and 8.5) is no difference.
with several as (
    select year, unit_code, max(submission_version) as versions
    from staging.submission
    group by year, unit_code
    having max(submission_version) > 1
),

read as (
    select
        s.submission_version as version,
        n.versions,
        a.*
    from staging.submission as s
    inner join several as n on n.year = s.year and n.unit_code = s.unit_code
    inner join raw.self_assessment as a on a.file_seq = s.file_seq
),

cells as (
    select
        year, unit_code, version, versions, criterion_code, 1 as field_order, 'self_points' as field, sheet,
        self_cell as cell, self_text as written,
        case when not_applicable then 'KAD' else self_value end as meant
    from read
    union all
    select
        year, unit_code, version, versions, criterion_code, 2 as field_order, 'reported_pct' as field, sheet,
        reported_pct_cell as cell, reported_pct_text as written, reported_pct_value as meant
    from read
    union all
    select
        year, unit_code, version, versions, criterion_code, 3 as field_order, 'evidence' as field, sheet,
        cast(null as string) as cell, evidence as written, nullif(trimmed(evidence), '') as meant
    from read
    union all
    select
        year, unit_code, version, versions, criterion_code, 4 as field_order, 'note' as field, sheet,
        cast(null as string) as cell, note as written, nullif(trimmed(note), '') as meant
    from read
),

later as (select * from cells where version > 1),

earlier as (
    select
        year, unit_code, version + 1 as version, criterion_code, field_order, field, sheet, cell, written, meant
    from cells
    where version < versions
)

select
    coalesce(l.year, e.year) as year,
    coalesce(l.unit_code, e.unit_code) as unit_code,
    coalesce(l.version, e.version) as version,
    coalesce(l.criterion_code, e.criterion_code) as criterion_code,
    coalesce(l.field, e.field) as field,
    coalesce(l.field_order, e.field_order) as field_order,
    e.sheet as sheet_before,
    e.cell as cell_before,
    e.written as written_before,
    l.sheet as sheet_after,
    l.cell as cell_after,
    l.written as written_after
from later as l
full outer join earlier as e
    on e.year = l.year and e.unit_code = l.unit_code and e.version = l.version
    and e.criterion_code = l.criterion_code and e.field = l.field
where l.meant is distinct from e.meant;
