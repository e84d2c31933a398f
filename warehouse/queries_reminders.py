"""Questions of reminding: who still owes what, and what falls due soon; conventions as in queries.py."""

from __future__ import annotations

import pyarrow as pa

from warehouse.queries import _ask

# criteria of a unit below half of the maximum in a year and in the one before it, within one framework
_WEAK = """
            select n.year, n.unit_code, n.framework_code, n.criterion_code
            from mart.criterion_unit_year as n
            inner join mart.criterion_unit_year as p
                on p.unit_code = n.unit_code and p.year = n.year - 1 and p.framework_code = n.framework_code
                and p.criterion_code = n.criterion_code
            where n.applicable and p.applicable and n.points * 2 < n.max_points and p.points * 2 < p.max_points
"""


def outstanding(con, year: int, milestone: str, block: str | None) -> pa.Table:
    """Units that owe a milestone and have not sent it, or sent only what was rejected: those with what is missing.

    reasons: what the file received last is refused for, at most three different messages. obligation tells who is
    bound and who is only asked. Not here: what came in and nobody has checked yet. is_extended: nothing was sent, and
    the extension of this unit is not over.
    """
    return _ask(
        con,
        """
        with last_file as (
            select unit_code, max_by(file_seq, (received_on, file_seq)) as file_seq
            from staging.receipt
            where year = $year and milestone_code = $milestone and source = 'file'
            group by unit_code
        ),

        told as (
            select distinct l.unit_code, f.message, f.finding_number
            from last_file as l
            inner join mart.finding as f on f.file_seq = l.file_seq
            where f.severity = 'error'
            qualify row_number() over (partition by l.unit_code order by f.finding_number) <= 3
        ),

        reason as (
            select unit_code, string_agg(message, ' ' order by finding_number) as reasons
            from told
            group by unit_code
        )

        select
            c.unit_code, u.unit_name, k.block_name, m.milestone_name, c.obligation, c.clause, c.due_on,
            c.extended_until, c.first_received_on, c.status, c.days_late, c.needs_supplement,
            case when c.needs_supplement then r.reasons end as reasons,
            c.first_received_on is null and coalesce(c.extended_until >= b.as_of, false) as is_extended
        from mart.compliance as c
        cross join reference.build as b
        inner join mart.unit as u on u.unit_code = c.unit_code
        inner join mart.block as k on k.block_code = u.block_code
        inner join mart.milestone as m on m.milestone_code = c.milestone_code
        left join reason as r on r.unit_code = c.unit_code
        where c.year = $year and c.milestone_code = $milestone and (c.done_on is null or c.needs_supplement)
            and not c.is_under_check
            and ($block::varchar is null or u.block_code = $block)
        order by c.obligation desc, c.needs_supplement, k.sort_order, u.unit_name collate vi
        """,
        year=year,
        milestone=milestone,
        block=block,
    )


def upcoming(con, days: int, scope: str | None) -> pa.Table:
    """What falls due in the coming days, by day: how many owe it, how many have sent it, working days that are left
    (the day of the snapshot not counted, the last day counted). is_extension: only units with an extension have that
    day."""
    return _ask(
        con,
        """
        select
            c.due_on, m.milestone_name, c.year,
            count(*) filter (c.obligation = 'required') as required_units,
            count(*) filter (c.obligation = 'required' and c.done_on is not null) as required_sent,
            count(*) filter (c.obligation = 'requested') as requested_units,
            count(*) filter (c.obligation = 'requested' and c.done_on is not null) as requested_sent,
            bool_and(c.extended_until is not null) as is_extension,
            date_diff('day', b.as_of, c.due_on) as days_left,
            (
                select count(*) from reference.calendar as k
                where k.is_working and k.day > b.as_of and k.day <= c.due_on
            ) as working_days_left
        from mart.compliance as c
        cross join reference.build as b
        inner join mart.milestone as m on m.milestone_code = c.milestone_code
        where c.due_on between b.as_of and b.as_of + cast($days as integer)
            and ($scope::varchar is null or c.unit_code = $scope)
        group by c.due_on, m.milestone_name, c.year, b.as_of
        order by c.due_on, c.year, m.milestone_name
        """,
        days=days,
        scope=scope,
    )


def on_time_by_year(con, milestone: str, scope: str | None) -> pa.Table:
    """Per year and block: how many units were bound, and how many of them were on time; only dates that are over."""
    return _ask(
        con,
        """
        select
            c.year, b.block_code, b.block_name, count(*) as required_units,
            count(*) filter (c.status = 'on_time') as on_time_units,
            count(c.first_received_on) as received_units,
            100.0 * count(*) filter (c.status = 'on_time') / count(*) as on_time_pct
        from mart.compliance as c
        inner join mart.unit as u on u.unit_code = c.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        where c.milestone_code = $milestone and c.obligation = 'required' and c.due_on < (select as_of from reference.build)
            and ($scope::varchar is null or c.unit_code = $scope)
        group by c.year, b.block_code, b.block_name, b.sort_order
        order by b.sort_order, c.year
        """,
        milestone=milestone,
        scope=scope,
    )


def sent(con, first: int, last: int, scope: str | None) -> pa.Table:
    """Reminders sent in these calendar years, newest first; each to one unit for one milestone."""
    return _ask(
        con,
        """
        select r.*, u.unit_name, m.milestone_name
        from mart.reminder as r
        inner join mart.unit as u on u.unit_code = r.unit_code
        inner join mart.milestone as m on m.milestone_code = r.milestone_code
        where year(r.sent_on) between $first and $last and ($scope::varchar is null or r.unit_code = $scope)
        order by r.sent_on desc, u.unit_name collate vi
        """,
        first=first,
        last=last,
        scope=scope,
    )


def reminders(con, year: int, milestone: str, block: str | None, scope: str | None) -> pa.Table:
    """The register of what was sent when, of one milestone: newest first, with what came afterwards."""
    return _ask(
        con,
        """
        select
            r.sent_on, r.unit_code, u.unit_name, r.round, r.way, r.document_number, c.obligation, c.due_on, c.done_on,
            c.days_late, c.status, c.needs_supplement, c.is_under_check, c.received_on_source, c.extended_until,
            c.extension_document
        from mart.reminder as r
        inner join mart.unit as u on u.unit_code = r.unit_code
        inner join mart.compliance as c
            on c.unit_code = r.unit_code and c.year = r.year and c.milestone_code = r.milestone_code
        where r.year = $year and r.milestone_code = $milestone
            and ($block::varchar is null or u.block_code = $block) and ($scope::varchar is null or r.unit_code = $scope)
        order by r.sent_on desc, u.unit_name collate vi
        """,
        year=year,
        milestone=milestone,
        block=block,
        scope=scope,
    )


def follow_ups(con, year: int, block: str | None, unit: str | None, scope: str | None) -> pa.Table:
    """Recommendations of a year assessed, and those of earlier years that were not fulfilled when it ended: what is
    overdue first. repeats: the criterion lay below half of its maximum in that year and in the one before, or the same
    was recommended the year before."""
    return _ask(
        con,
        f"""
        with weak as ({_WEAK})
        select
            f.unit_code, u.unit_name, b.block_name, f.year, f.content, f.criterion_code, f.basis, f.made_on, f.due_on,
            f.done_on, f.proof, f.status, f.days_overdue, f.carried_over, f.year < $year as is_earlier,
            exists (
                select 1 from weak as w
                where w.unit_code = f.unit_code and w.year = f.year and w.criterion_code = f.criterion_code
            )
            or exists (
                select 1 from mart.follow_up as p
                where p.unit_code = f.unit_code and p.year = f.year - 1
                    and (lower(p.content) = lower(f.content) or p.criterion_code = f.criterion_code)
            ) as repeats
        from mart.follow_up as f
        inner join mart.unit as u on u.unit_code = f.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        where (f.year = $year or (f.year < $year and (f.status <> 'done' or year(f.done_on) > $year)))
            and ($block::varchar is null or u.block_code = $block)
            and ($unit::varchar is null or f.unit_code = $unit)
            and ($scope::varchar is null or f.unit_code = $scope)
        order by
            case f.status when 'overdue' then 1 when 'open' then 2 else 3 end, f.due_on, u.unit_name collate vi, f.content
        """,
        year=year,
        block=block,
        unit=unit,
        scope=scope,
    )


def recommendations(con) -> pa.Table:
    """Every recommendation in force, as the register keeps it."""
    return _ask(con, "select * from mart.follow_up order by year, made_on, unit_code, content")


def all_reminders(con) -> pa.Table:
    """Every reminder in force, as the register keeps it."""
    return _ask(con, "select * from mart.reminder order by sent_on, unit_code, milestone_code")


def repeated_by_unit(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """Units with criteria below half of the maximum in this year and in the one before, within one framework; how many
    of those criteria a recommendation of the year names."""
    return _ask(
        con,
        f"""
        with weak as ({_WEAK})
        select
            u.unit_name, b.block_name, count(*) as criteria, string_agg(w.criterion_code, ', ' order by k.sort_order) as codes,
            count(*) filter (
                exists (
                    select 1 from mart.follow_up as f
                    where f.unit_code = w.unit_code and f.year = w.year and f.criterion_code = w.criterion_code
                )
            ) as recommended
        from weak as w
        inner join mart.unit as u on u.unit_code = w.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        inner join mart.criterion as k
            on k.framework_code = w.framework_code and k.criterion_code = w.criterion_code
        where w.year = $year
            and ($block::varchar is null or u.block_code = $block) and ($scope::varchar is null or w.unit_code = $scope)
        group by u.unit_name, b.block_name
        order by criteria desc, u.unit_name collate vi
        """,
        year=year,
        block=block,
        scope=scope,
    )


def history(con, year: int, milestone: str, block: str | None, scope: str | None) -> pa.Table:
    """The matrix: every milestone owed for the year, and this milestone in the years before, of units that owe
    something in the year."""
    return _ask(
        con,
        """
        select
            c.unit_code, c.year, c.milestone_code, m.milestone_name, c.obligation, c.due_on, c.days_late, c.status,
            c.needs_supplement, c.is_under_check, c.received_on_source, c.extended_until
        from mart.compliance as c
        inner join mart.unit as u on u.unit_code = c.unit_code
        inner join mart.milestone as m on m.milestone_code = c.milestone_code
        where (c.year = $year or (c.year < $year and c.milestone_code = $milestone))
            and c.unit_code in (select unit_code from mart.compliance where year = $year)
            and ($block::varchar is null or u.block_code = $block) and ($scope::varchar is null or c.unit_code = $scope)
        order by c.year desc, m.sort_order, c.unit_code
        """,
        year=year,
        milestone=milestone,
        block=block,
        scope=scope,
    )


def milestones(con) -> pa.Table:
    """Every milestone with its name."""
    return _ask(con, "select milestone_code, milestone_name from mart.milestone order by sort_order")


def plan(con) -> pa.Table:
    """The plan that the work rests on, as a letter names it: the newest document of the synthesising body."""
    return _ask(
        con,
        """
        select l.number, l.issued_on, l.issuer, l.title
        from mart.legal_basis as l
        inner join mart.snapshot as s on lower(s.synthesising_body) = lower(l.issuer)
        order by l.issued_on desc
        limit 1
        """,
    )
