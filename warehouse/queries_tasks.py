"""Questions about the tasks of the plan and the registers of the office; conventions as in queries.py."""

from __future__ import annotations

import pyarrow as pa

from warehouse.queries import _ask


def task_years(con) -> pa.Table:
    """One row per task and year of its period, in the order of the plan: status, quantities, lead, partners."""
    return _ask(
        con,
        """
        select y.*, p.lead, p.partners, p.period
        from mart.task_year as y
        inner join mart.plan_task as p on p.task_code = y.task_code
        order by y.sort_order, y.year
        """,
    )


def task_units(con, unit: str) -> pa.Table:
    """Tasks that a unit leads or takes part in."""
    return _ask(
        con,
        """
        select t.task_code, t.role, p.title, p.period
        from mart.task_unit as t
        inner join mart.plan_task as p on p.task_code = t.task_code
        where t.unit_code = $unit
        order by t.role, p.sort_order
        """,
        unit=unit,
    )


def issued_documents(con, first: int, last: int) -> pa.Table:
    """Documents issued in these calendar years, oldest first."""
    return _ask(
        con,
        """
        select * from mart.issued_document
        where year between $first and $last
        order by issued_on, document_number
        """,
        first=first,
        last=last,
    )


def budgets(con, first: int, last: int, scope: str | None) -> pa.Table:
    """Money by unit, year and source. VND."""
    return _ask(
        con,
        """
        select m.year, m.unit_code, u.unit_name, b.block_name, m.source, cast(m.amount as double) as amount
        from mart.budget as m
        inner join mart.unit as u on u.unit_code = m.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        where m.year between $first and $last and ($scope::varchar is null or m.unit_code = $scope)
        order by m.year, b.sort_order, u.unit_name collate vi, m.source
        """,
        first=first,
        last=last,
        scope=scope,
    )


def inspections(con, first: int, last: int, scope: str | None) -> pa.Table:
    """Inspections in these calendar years, oldest first."""
    return _ask(
        con,
        """
        select i.*, u.unit_name
        from mart.inspection as i
        inner join mart.unit as u on u.unit_code = i.unit_code
        where i.year between $first and $last and ($scope::varchar is null or i.unit_code = $scope)
        order by i.inspected_on, u.unit_name collate vi
        """,
        first=first,
        last=last,
        scope=scope,
    )


def questions(con, first: int, last: int, scope: str | None) -> pa.Table:
    """Questions raised in these calendar years: those without an answer first."""
    return _ask(
        con,
        """
        select q.*, u.unit_name
        from mart.question as q
        inner join mart.unit as u on u.unit_code = q.unit_code
        where q.year between $first and $last and ($scope::varchar is null or q.unit_code = $scope)
        order by q.answer is not null, q.asked_on, u.unit_name collate vi
        """,
        first=first,
        last=last,
        scope=scope,
    )


def front_opinions(con, first: int, last: int) -> pa.Table:
    """Opinions given in these calendar years, oldest first."""
    return _ask(
        con,
        "select * from mart.front_opinion where year between $first and $last order by given_on",
        first=first,
        last=last,
    )


def task_reports(con) -> pa.Table:
    """The reports on tasks as they were received: the latest per task, year and unit."""
    return _ask(con, "select * from mart.task_progress order by task_code, year, unit_code")
