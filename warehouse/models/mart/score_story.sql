-- One row per year, unit, criterion and thing that was ever said of that score: a version of the self-assessment, an
-- issued score (verified, final), a reply, a correction; `position` is the order in which it happened. `stage`: self,
-- verified, reply, final, correction. `state`: counts (stands in its stage now), replaced, applied, outdated. `points`:
-- DOUBLE, for display; null = not scored, or not_applicable; of a reply the proposed score, of a correction the new one
-- (`points_before` the old). `words`: the note, the reason of an issued
-- score, the text of a reply, the reason of a correction. `happened_on`: day received (`date_source`: given, register, assumed) or decided.
with self_versions as (
    select
        s.year,
        s.unit_code,
        a.criterion_code,
        'self' as stage,
        1 as stage_order,
        'self' as score_type,
        case when s.is_current then 'counts' else 'replaced' end as state,
        s.version_received_on as happened_on,
        d.received_on_source as date_source,
        cast(a.self_value as double) as points,
        coalesce(a.not_applicable, false) as not_applicable,
        cast(null as double) as points_before,
        false as not_applicable_before,
        cast(null as string) as answer,
        cast(null as string) as answer_text,
        a.note as words,
        a.evidence,
        cast(a.reported_pct_value as double) as reported_pct,
        cast(null as string) as issuer,
        cast(null as string) as decided_how,
        cast(null as boolean) as in_window,
        cast(null as string) as decided_by,
        cast(null as string) as document_number,
        s.submission_version,
        s.file_seq,
        a.sheet,
        a.self_cell as cell,
        cast(null as bigint) as step
    from staging.submission as s
    inner join raw.self_assessment as a on a.file_seq = s.file_seq
    inner join staging.file_date as d on d.file_seq = s.file_seq
),

issued as (
    select
        c.year,
        c.unit_code,
        c.criterion_code,
        c.score_type as stage,
        case c.score_type when 'verified' then 2 else 4 end as stage_order,
        c.score_type,
        case when i.file_seq is not null then 'counts' else 'replaced' end as state,
        d.received_on as happened_on,
        d.received_on_source as date_source,
        cast(c.value as double) as points,
        c.not_applicable,
        cast(null as double) as points_before,
        false as not_applicable_before,
        cast(null as string) as answer,
        cast(null as string) as answer_text,
        c.reason as words,
        cast(null as string) as evidence,
        cast(null as double) as reported_pct,
        cast(null as string) as issuer,
        c.decided_how,
        cast(null as boolean) as in_window,
        cast(null as string) as decided_by,
        cast(null as string) as document_number,
        cast(null as bigint) as submission_version,
        c.file_seq,
        c.sheet,
        c.cell,
        cast(null as bigint) as step
    from raw.consolidated_score as c
    inner join raw.received_file as f
        on f.file_seq = c.file_seq and f.status <> 'rejected' and f.assessment_code is null
    inner join staging.file_date as d on d.file_seq = c.file_seq
    left join staging.issued_score as i
        on i.file_seq = c.file_seq and i.sheet = c.sheet and i.cell = c.cell and i.score_type = c.score_type
        and i.criterion_code = c.criterion_code and i.unit_code = c.unit_code and i.year = c.year
    where c.value is not null or c.not_applicable
),

replies as (
    select
        r.year,
        r.unit_code,
        r.criterion_code,
        'reply' as stage,
        3 as stage_order,
        cast(null as string) as score_type,
        case when l.file_seq is not null then 'counts' else 'replaced' end as state,
        d.received_on as happened_on,
        d.received_on_source as date_source,
        cast(r.proposed_value as double) as points,
        r.proposed_not_applicable as not_applicable,
        cast(null as double) as points_before,
        false as not_applicable_before,
        r.answer,
        r.answer_text,
        r.reply_text as words,
        r.evidence,
        cast(null as double) as reported_pct,
        r.issuer,
        cast(null as string) as decided_how,
        l.in_window,
        cast(null as string) as decided_by,
        cast(null as string) as document_number,
        cast(null as bigint) as submission_version,
        r.file_seq,
        r.sheet,
        r.cell,
        cast(null as bigint) as step
    from raw.reply as r
    inner join raw.received_file as f
        on f.file_seq = r.file_seq and f.status <> 'rejected' and f.assessment_code is null
    inner join staging.file_date as d on d.file_seq = r.file_seq
    left join staging.reply as l
        on l.file_seq = r.file_seq and l.sheet = r.sheet and l.cell is not distinct from r.cell
        and l.unit_code = r.unit_code and l.criterion_code = r.criterion_code and l.year = r.year
),

corrections as (
    select
        year,
        unit_code,
        criterion_code,
        'correction' as stage,
        5 as stage_order,
        score_type,
        case when is_applied then 'applied' else 'outdated' end as state,
        decided_on as happened_on,
        'decided' as date_source,
        cast(new_points as double) as points,
        new_not_applicable as not_applicable,
        cast(old_points as double) as points_before,
        old_not_applicable as not_applicable_before,
        cast(null as string) as answer,
        cast(null as string) as answer_text,
        reason as words,
        cast(null as string) as evidence,
        cast(null as double) as reported_pct,
        cast(null as string) as issuer,
        cast(null as string) as decided_how,
        cast(null as boolean) as in_window,
        decided_by,
        document_number,
        cast(null as bigint) as submission_version,
        file_seq,
        sheet,
        new_cell as cell,
        step
    from staging.correction
),

story as (
    select * from self_versions
    union all
    select * from issued
    union all
    select * from replies
    union all
    select * from corrections
)

select
    s.year,
    s.unit_code,
    s.criterion_code,
    row_number() over (
        partition by s.year, s.unit_code, s.criterion_code
        order by s.happened_on, s.stage_order, s.file_seq, s.step, s.sheet, s.cell
    ) as position,
    s.stage,
    s.score_type,
    s.state,
    s.happened_on,
    s.date_source,
    s.points,
    s.not_applicable,
    s.points_before,
    coalesce(s.not_applicable_before, false) as not_applicable_before,
    s.answer,
    s.answer_text,
    s.words,
    s.evidence,
    s.reported_pct,
    s.issuer,
    s.decided_how,
    s.in_window,
    s.decided_by,
    s.document_number,
    s.submission_version,
    -- Phòng Tư pháp verifies its own score
    coalesce(s.stage in ('verified', 'final') and s.unit_code = g.office_unit_code, false) as self_verified,
    f.who as loaded_by,
    f.received_at as loaded_at,
    f.path,
    f.file_name,
    f.sha256,
    s.sheet,
    s.cell
from story as s
cross join staging.setting as g
inner join raw.received_file as f on f.file_seq = s.file_seq;
