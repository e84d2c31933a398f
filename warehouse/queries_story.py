"""How a score came about: what the unit wrote, what Phòng Tư pháp verified, the reply, the end, the corrections.

As in queries.py: bound parameters in, an Arrow table out; `scope` is the unit code of a reader who sees only that.
"""

from __future__ import annotations

import pyarrow as pa

from warehouse.queries import _ask

SCOPED = "($scope::varchar is null or {unit} = $scope)"


def score_story(con, year: int, unit: str, criterion: str, scope: str | None) -> pa.Table:
    """Everything that was ever said of one score, in the order in which it happened.

    One row per version of the self-assessment, issued score (verified, final), reply and correction. `stage`: self,
    verified, reply, final, correction. `state`: counts (stands in its stage now), replaced, applied, outdated. `points`:
    null = not scored, or not_applicable; of a reply the proposed score, of a correction the new one (`points_before`
    the old). `happened_on`: day received (`date_source`: given, register, assumed) or decided. Where it stands:
    path, file_name, sha256, sheet, cell; `submission_version` of a self score.
    """
    return _ask(
        con,
        f"""
        with self_versions as (
            select
                'self' as stage, 'self' as score_type, s.version_received_on as happened_on, d.received_on_source as date_source,
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
        where {SCOPED.format(unit="$unit")}
        order by
            s.happened_on,
            case s.stage when 'self' then 1 when 'verified' then 2 when 'reply' then 3 when 'final' then 4 else 5 end,
            s.file_seq, s.step
        """,
        year=year,
        unit=unit,
        criterion=criterion,
        scope=scope,
    )


def corrections(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """Corrections of a year, newest decision first, with names; `status`: applied, outdated."""
    return _ask(
        con,
        f"""
        select
            c.unit_code, u.unit_name, c.criterion_code, k.criterion_name, c.score_type, c.status,
            cast(c.old_points as double) as old_points, c.old_not_applicable,
            cast(c.new_points as double) as new_points, c.new_not_applicable,
            cast(c.found_points as double) as found_points, c.found_not_applicable,
            c.reason, c.decided_by, c.decided_on, c.document_number, c.loaded_by, c.loaded_at,
            f.path, c.source_sha256, c.source_sheet, c.source_cell
        from mart.correction as c
        inner join mart.unit as u on u.unit_code = c.unit_code
        left join (
            select y.year, y.block_code, k.criterion_code, k.criterion_name
            from mart.framework_year as y
            inner join mart.criterion as k on k.framework_code = y.framework_code
        ) as k on k.year = c.year and k.block_code = u.block_code and k.criterion_code = c.criterion_code
        left join (
            select sha256, min(path) as path from mart.file where kind = 'correction' group by sha256
        ) as f on f.sha256 = c.source_sha256
        where c.year = $year and ($block::varchar is null or u.block_code = $block)
            and {SCOPED.format(unit="c.unit_code")}
        order by c.decided_on desc, u.unit_name, c.criterion_code, c.step
        """,
        year=year,
        block=block,
        scope=scope,
    )


def replies(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """The latest reply per unit and criterion of a year beside the scores before and after it: the table of replies.

    `is_settled`: a final score was given. `in_window` null: no days for replies are set.
    """
    return _ask(
        con,
        f"""
        select
            r.unit_code, u.unit_name, r.criterion_code, r.issuer, r.answer, r.answer_text, r.reply_text, r.evidence,
            cast(s.self_points as double) as self_points, cast(s.verified_points as double) as verified_points,
            cast(r.proposed_points as double) as proposed_points, r.proposed_not_applicable,
            cast(s.final_points as double) as final_points, cast(s.max_points as double) as max_points,
            s.final_sha256 is not null as is_settled, coalesce(s.self_verified, false) as self_verified,
            r.received_on, r.received_on_source, r.opens_on, r.closes_on, r.in_window, r.replies,
            r.source_sha256, r.source_sheet, r.source_cell
        from mart.reply as r
        inner join mart.unit as u on u.unit_code = r.unit_code
        left join mart.criterion_unit_year as s
            on s.year = r.year and s.unit_code = r.unit_code and s.criterion_code = r.criterion_code
        where r.year = $year and ($block::varchar is null or u.block_code = $block)
            and {SCOPED.format(unit="r.unit_code")}
        order by u.unit_name, r.criterion_code
        """,
        year=year,
        block=block,
        scope=scope,
    )


def verification(con, year: int, block: str | None) -> pa.Table:
    """How far the verification of a year is, per unit with a submission: scores before and after, criteria that were
    changed, replies and those that wait for a final score; self_verified: the office verified its own."""
    return _ask(
        con,
        """
        with changed as (
            select
                unit_code,
                count(*) filter (verified_points is distinct from self_points and verified_points is not null) as changed,
                cast(sum(verified_points - self_points) as double) as difference
            from mart.criterion_unit_year
            where year = $year and applicable
            group by unit_code
        ),
        replied as (
            select
                r.unit_code, count(*) as replies, count(*) filter (r.answer = 'disagree') as disagreed,
                count(*) filter (r.answer = 'disagree' and s.final_sha256 is null) as unsettled
            from mart.reply as r
            left join mart.criterion_unit_year as s
                on s.year = r.year and s.unit_code = r.unit_code and s.criterion_code = r.criterion_code
            where r.year = $year
            group by r.unit_code
        )
        select
            y.unit_code, u.unit_name, b.block_name, b.sort_order as block_order, cast(y.self_points as double) as self_points,
            cast(y.points as double) as points, cast(y.max_points as double) as max_points, y.self_pct, y.score_pct,
            k.class_name, y.score_basis, y.criteria_applicable, y.criteria_scored,
            y.criteria_verified, y.criteria_final, c.changed, c.difference,
            coalesce(r.replies, 0) as replies, coalesce(r.disagreed, 0) as disagreed,
            coalesce(r.unsettled, 0) as unsettled, coalesce(y.unit_code = n.office_unit_code, false) as self_verified
        from mart.unit_year as y
        cross join mart.snapshot as n
        inner join mart.unit as u on u.unit_code = y.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        left join mart.class as k on k.framework_code = y.framework_code and k.class_code = y.class_code
        left join changed as c on c.unit_code = y.unit_code
        left join replied as r on r.unit_code = y.unit_code
        where y.year = $year and y.submission_version is not null
            and ($block::varchar is null or u.block_code = $block)
        order by
            case y.score_basis when 'self' then 1 when 'mixed' then 2 else 3 end, b.sort_order, u.unit_name collate vi
        """,
        year=year,
        block=block,
    )


def verified_criteria(con, year: int, block: str | None) -> pa.Table:
    """Criteria that apply to units with a submission, with self and verified points, in the order of the framework."""
    return _ask(
        con,
        """
        select
            s.unit_code, s.criterion_code, k.criterion_name, cast(s.self_points as double) as self_points,
            cast(s.verified_points as double) as verified_points
        from mart.criterion_unit_year as s
        inner join mart.unit as u on u.unit_code = s.unit_code
        inner join mart.criterion as k
            on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
        where s.year = $year and s.applicable and ($block::varchar is null or u.block_code = $block)
        order by s.unit_code, k.group_order, k.sort_order
        """,
        year=year,
        block=block,
    )


def working_day_after(con, days: int) -> pa.Table:
    """One row: the working day (`day`) that comes so many working days after the day of the snapshot."""
    return _ask(
        con,
        """
        select c.day
        from reference.calendar as c
        cross join reference.build as b
        where c.is_working and c.day > b.as_of
        order by c.day
        limit 1 offset cast($days as bigint) - 1
        """,
        days=days,
    )


def reply_window(con, year: int) -> pa.Table:
    """The days for replies of a year: opens_on, closes_on, document_number; no row where none are set."""
    return _ask(
        con, "select opens_on, closes_on, document_number from reference.reply_windows where year = $year", year=year
    )


def versions(con, year: int, unit: str, scope: str | None) -> pa.Table:
    """Versions of a unit's self-assessment, oldest first: who sent what when, its own total, the one in force."""
    return _ask(
        con,
        f"""
        select
            s.submission_version as version, s.is_current, s.version_received_on as received_on, d.received_on_source,
            f.path, f.file_name, f.sha256, f.status, f.who as loaded_by, f.received_at as loaded_at,
            (
                select cast(sum(cast(a.self_value as decimal(9, 4))) as double)
                from raw.self_assessment as a where a.file_seq = s.file_seq
            ) as self_points
        from staging.submission as s
        inner join raw.received_file as f on f.file_seq = s.file_seq
        inner join staging.file_date as d on d.file_seq = s.file_seq
        where s.year = $year and s.unit_code = $unit and {SCOPED.format(unit="$unit")}
        order by s.submission_version
        """,
        year=year,
        unit=unit,
        scope=scope,
    )


def version_differences(con, year: int, unit: str, scope: str | None) -> pa.Table:
    """Cell by cell, what each version changed against the one before it.

    One row per version, criterion and field (self_points, reported_pct, evidence, note) that differs in value: the
    texts as received and where they stand; null where a version has no such row or cell. Spelling alone (8,5 and 8.5)
    is no difference.
    """
    return _ask(
        con,
        f"""
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
            where s.year = $year and s.unit_code = $unit and {SCOPED.format(unit="$unit")}
        ),
        later as (select * from cells where version > 1),
        earlier as (
            select c.* replace (c.version + 1 as version) from cells as c
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
        order by 1, 2, case coalesce(l.field, e.field) when 'self_points' then 1 when 'reported_pct' then 2 when 'evidence' then 3 else 4 end
        """,
        year=year,
        unit=unit,
        scope=scope,
    )


def unknown_names(con) -> pa.Table:
    """Names of units in refused files of this snapshot that nobody knew, those of most files first.

    `candidates`: nearest official names at that time. `etl.desk.names.waiting` reads the same from the journal, with codes
    and with runs that published nothing.
    """
    return _ask(
        con,
        """
        select
            n.found as name, f.year, n.code, any_value(n.expected) as candidates,
            count(distinct f.sha256) as files, min(f.path) as first_path, min(f.received_at) as first_received_at
        from mart.finding as n
        inner join mart.file as f on f.file_seq = n.file_seq
        where n.code in ('unknown_unit', 'unit_ambiguous') and f.status = 'rejected' and n.found is not null
            and f.sha256 not in (select sha256 from mart.file where status in ('accepted', 'accepted_with_warnings', 'superseded'))
        group by n.found, f.year, n.code
        order by files desc, name, f.year
        """,
    )


def signed_documents(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """Soft copy and signed document of a year's receipts side by side: days, totals, and whether they differ."""
    return _ask(
        con,
        f"""
        select
            d.unit_code, u.unit_name, d.milestone_code, d.document_number, d.file_name, d.soft_on, d.signed_on, c.due_on,
            coalesce((d.soft_on <= c.due_on) <> (d.signed_on <= c.due_on), false) as status_differs,
            cast(d.soft_total as double) as soft_total, cast(d.signed_total as double) as signed_total,
            coalesce(d.soft_total <> d.signed_total, false) as total_differs
        from mart.signed_document as d
        inner join mart.unit as u on u.unit_code = d.unit_code
        left join mart.compliance as c
            on c.unit_code = d.unit_code and c.year = d.year and c.milestone_code = d.milestone_code
        where d.year = $year and ($block::varchar is null or u.block_code = $block)
            and {SCOPED.format(unit="d.unit_code")}
        order by u.unit_name, d.milestone_code, d.soft_on
        """,
        year=year,
        block=block,
        scope=scope,
    )
