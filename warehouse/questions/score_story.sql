-- Everything that was ever said of one score, in the order in which it happened.
-- One row per version of the self-assessment, issued score (verified, final), reply and correction. `stage`: self,
-- verified, reply, final, correction. `state`: counts (stands in its stage now), replaced, applied, outdated. `points`:
-- null = not scored, or not_applicable; of a reply the proposed score, of a correction the new one (`points_before` the
-- old). `happened_on`: day received (`date_source`: given, register, assumed) or decided. Where it stands: path,
-- file_name, sha256, sheet, cell; `submission_version` of a self score.
with self_versions as (
    select
        'self' as stage, 'self' as score_type, s.version_received_on as happened_on,
        d.received_on_source as date_source,
        cast(a.self_value as double) as points, coalesce(a.not_applicable, false) as not_applicable,
        case when s.is_current then 'counts' else 'replaced' end as state,
        cast(a.reported_pct_value as double) as reported_pct, a.evidence, a.note as words,
        s.submission_version, s.file_seq, a.sheet, a.self_cell as cell
    from staging.submission as s
    inner join raw.self_assessment as a on a.file_seq = s.file_seq
    inner join staging.file_date as d on d.file_seq = s.file_seq
    where s.year = $year and s.unit_code = $unit and a.criterion_code = $criterion
),
issued as (
    select
        c.score_type as stage, c.score_type, d.received_on as happened_on, d.received_on_source as date_source,
        cast(c.value as double) as points, c.not_applicable,
        case when i.file_seq is not null then 'counts' else 'replaced' end as state,
        null::double as reported_pct, null as evidence, null as words,
        null::bigint as submission_version, c.file_seq, c.sheet, c.cell
    from raw.consolidated_score as c
    inner join raw.received_file as f on f.file_seq = c.file_seq and f.status <> 'rejected'
    inner join staging.file_date as d on d.file_seq = c.file_seq
    left join staging.issued_score as i
        on i.file_seq = c.file_seq and i.sheet = c.sheet and i.cell = c.cell and i.score_type = c.score_type
        and i.criterion_code = c.criterion_code
    where c.year = $year and c.unit_code = $unit and c.criterion_code = $criterion
),
replies as (
    select
        'reply' as stage, null as score_type, d.received_on as happened_on, d.received_on_source as date_source,
        cast(r.proposed_value as double) as points, r.proposed_not_applicable as not_applicable,
        case when l.file_seq is not null then 'counts' else 'replaced' end as state,
        null::double as reported_pct, r.evidence, r.reply_text as words,
        null::bigint as submission_version, r.file_seq, r.sheet, r.cell,
        r.answer, r.answer_text, r.issuer, l.in_window
    from raw.reply as r
    inner join raw.received_file as f on f.file_seq = r.file_seq and f.status <> 'rejected'
    inner join staging.file_date as d on d.file_seq = r.file_seq
    left join staging.reply as l
        on l.file_seq = r.file_seq and l.sheet = r.sheet and l.cell is not distinct from r.cell
        and l.unit_code = r.unit_code and l.criterion_code = r.criterion_code
    where r.year = $year and r.unit_code = $unit and r.criterion_code = $criterion
),
corrections as (
    select
        'correction' as stage, c.score_type, c.decided_on as happened_on, 'decided' as date_source,
        cast(c.new_points as double) as points, c.new_not_applicable as not_applicable,
        case when c.is_applied then 'applied' else 'outdated' end as state,
        null::double as reported_pct, null as evidence, c.reason as words,
        null::bigint as submission_version, c.file_seq, c.sheet, c.new_cell as cell,
        cast(c.old_points as double) as points_before, c.old_not_applicable as not_applicable_before,
        c.decided_by, c.document_number, c.step
    from staging.correction as c
    where c.year = $year and c.unit_code = $unit and c.criterion_code = $criterion
),
story as (
    from self_versions union all by name from issued union all by name from replies union all by name from corrections
)
select
    s.stage, s.score_type, s.state, s.happened_on, s.date_source, s.points, s.not_applicable,
    s.points_before, coalesce(s.not_applicable_before, false) as not_applicable_before,
    s.answer, s.answer_text, s.words, s.evidence, s.reported_pct, s.issuer, s.in_window,
    s.decided_by, s.document_number, s.submission_version,
    -- Phòng Tư pháp verifies its own score
    s.stage in ('verified', 'final') and $unit = (select office_unit_code from staging.setting) as self_verified,
    f.who as loaded_by, f.received_at as loaded_at, f.path, f.file_name, f.sha256, s.sheet, s.cell
from story as s
inner join raw.received_file as f on f.file_seq = s.file_seq
where ($scope::varchar is null or $unit = $scope)
order by
    s.happened_on,
    case s.stage when 'self' then 1 when 'verified' then 2 when 'reply' then 3 when 'final' then 4 else 5 end,
    s.file_seq, s.step
