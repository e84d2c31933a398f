"""Questions of reminding: who still owes what, and what falls due soon; conventions as in queries.py."""

from __future__ import annotations

import pyarrow as pa

from warehouse.queries import _ask


def outstanding(con, year: int, milestone: str, block: str | None) -> pa.Table:
    """Units that owe a milestone and have not sent it, or sent only what was rejected: those with what is missing.

    reasons: what the files received last are refused for, at most three different messages. obligation tells who is
    bound and who is only asked.
    """
    return _ask(
        con,
        """
        with last_file as (
            select unit_code, max(file_seq) as file_seq
            from mart.file
            where year = $year and status = 'rejected' and kind = 'self_assessment'
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
            c.unit_code, u.unit_name, b.block_name, m.milestone_name, c.obligation, c.clause, c.due_on,
            c.extended_until, c.first_received_on, c.status, c.days_late, c.needs_supplement,
            case when c.needs_supplement then r.reasons end as reasons
        from mart.compliance as c
        inner join mart.unit as u on u.unit_code = c.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        inner join mart.milestone as m on m.milestone_code = c.milestone_code
        left join reason as r on r.unit_code = c.unit_code
        where c.year = $year and c.milestone_code = $milestone and (c.done_on is null or c.needs_supplement)
            and ($block::varchar is null or u.block_code = $block)
        order by c.obligation desc, c.needs_supplement, b.sort_order, u.unit_name collate vi
        """,
        year=year,
        milestone=milestone,
        block=block,
    )


def upcoming(con, days: int, scope: str | None) -> pa.Table:
    """What falls due in the coming days, by day: how many owe it, how many have sent it, working days that are left
    (the day of the snapshot not counted, the last day counted)."""
    return _ask(
        con,
        """
        select
            c.due_on, m.milestone_name, c.year,
            count(*) filter (c.obligation = 'required') as required_units,
            count(*) filter (c.obligation = 'required' and c.done_on is not null) as required_sent,
            count(*) filter (c.obligation = 'requested') as requested_units,
            count(*) filter (c.obligation = 'requested' and c.done_on is not null) as requested_sent,
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
