-- Cell by cell, what each version changed against the one before it.
-- One row per version, criterion and field (self_points, reported_pct, evidence, note) that differs in value: the texts
-- as received and where they stand; null where a version has no such row or cell. Spelling alone (8,5 and 8.5) is no
-- difference.
with cells as (
    select
        s.submission_version as version, a.criterion_code, p.field, a.sheet,
        case p.field when 'self_points' then a.self_cell when 'reported_pct' then a.reported_pct_cell end as cell,
        case p.field
            when 'self_points' then a.self_text when 'reported_pct' then a.reported_pct_text
            when 'evidence' then a.evidence else a.note
        end as written,
        case p.field
            when 'self_points' then case when a.not_applicable then 'KAD' else a.self_value end
            when 'reported_pct' then a.reported_pct_value
            when 'evidence' then nullif(trim(a.evidence), '') else nullif(trim(a.note), '')
        end as meant
    from staging.submission as s
    inner join raw.self_assessment as a on a.file_seq = s.file_seq
    cross join (values (1, 'self_points'), (2, 'reported_pct'), (3, 'evidence'), (4, 'note')) as p (place, field)
    where s.year = $year and s.unit_code = $unit and ($scope::varchar is null or $unit = $scope)
),
later as (select * from cells where version > 1),
earlier as (
    select c.version + 1 as version, c.criterion_code, c.field, c.sheet, c.cell, c.written, c.meant
    from cells as c
    where c.version < (select max(version) from cells)
)
select
    coalesce(l.version, e.version) as version,
    coalesce(l.criterion_code, e.criterion_code) as criterion_code,
    coalesce(l.field, e.field) as field,
    e.sheet as sheet_before, e.cell as cell_before, e.written as before,
    l.sheet as sheet_after, l.cell as cell_after, l.written as after
from later as l
full outer join earlier as e
    on e.version = l.version and e.criterion_code = l.criterion_code and e.field = l.field
where l.meant is distinct from e.meant
order by
    1, 2,
    case coalesce(l.field, e.field)
        when 'self_points' then 1 when 'reported_pct' then 2 when 'evidence' then 3 else 4
    end
