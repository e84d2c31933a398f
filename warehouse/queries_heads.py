"""Questions of the page about heads of unit; conventions as in queries.py. Positions only: the warehouse holds no
personal name."""

from __future__ import annotations

import pyarrow as pa

from warehouse.queries import _ask


def heads(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """Heads of unit in office in a calendar year: due dates of that year in their term, the unit's result, the finding."""
    return _ask(
        con,
        """
        select
            y.head_code, y.unit_code, u.unit_name, b.block_name, y.position, h.capacity, h.term_from, h.term_to,
            y.days_in_office, y.is_accountable, y.late_count, y.missing_count, y.open_follow_ups, u.rated_by,
            y.score_pct, c.class_name, y.rank_block, s.score_basis, y.reference_finding, y.reasons, y.rule_version,
            case y.reference_finding
                when 'unfavourable' then 1 when 'attention' then 2 when 'favourable' then 3
                when 'insufficient' then 4 else 5
            end as finding_order
        from mart.head_year as y
        inner join mart.head as h on h.head_code = y.head_code
        inner join mart.unit as u on u.unit_code = y.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        left join mart.unit_year as s on s.unit_code = y.unit_code and s.year = y.year
        left join mart.class as c on c.framework_code = s.framework_code and c.class_code = y.class_code
        where y.year = $year
            and ($block::varchar is null or u.block_code = $block)
            and ($scope::varchar is null or y.unit_code = $scope)
        order by b.sort_order, u.unit_name collate vi, h.term_from
        """,
        year=year,
        block=block,
        scope=scope,
    )


def by_year(con, unit: str, scope: str | None) -> pa.Table:
    """Whose result a year of the unit is (most days in office), and who was in office when the report on that year fell
    due: two people where the term changed in between."""
    return _ask(
        con,
        """
        select
            y.year, y.head_code, y.position, h.term_from, c.due_on, c.head_code as due_head_code,
            d.position as due_position, d.term_from as due_term_from
        from mart.head_year as y
        inner join mart.head as h on h.head_code = y.head_code
        left join mart.compliance as c
            on c.unit_code = y.unit_code and c.year = y.year and c.milestone_code = 'self_assessment'
        left join mart.head as d on d.head_code = c.head_code
        where y.unit_code = $unit and y.is_accountable and ($scope::varchar is null or y.unit_code = $scope)
        order by y.year
        """,
        unit=unit,
        scope=scope,
    )


def sources(con, year: int, unit: str, scope: str | None) -> pa.Table:
    """Files on which what is said of a unit and its heads rests: scores of the year, receipts of what fell due in it,
    recommendations; by kind and name."""
    return _ask(
        con,
        """
        with used as (
            select unnest([source_sha256, verified_sha256, final_sha256]) as sha256
            from mart.criterion_unit_year
            where year = $year and unit_code = $unit
            union
            select f.sha256
            from raw.intake_register as r
            inner join raw.received_file as f on f.file_seq = r.file_seq
            inner join mart.compliance as c
                on c.unit_code = r.unit_code and c.year = r.year and c.milestone_code = r.milestone_code
            where r.unit_code = $unit and year(c.due_on) = $year
            union
            select source_sha256 from mart.follow_up where unit_code = $unit and year(due_on) = $year
        )
        select distinct f.kind, f.file_name, f.received_on
        from used
        inner join mart.file as f on f.sha256 = used.sha256 and f.status in ('accepted', 'accepted_with_warnings', 'superseded')
        where $scope::varchar is null or $unit = $scope
        order by f.kind, f.received_on, f.file_name
        """,
        year=year,
        unit=unit,
        scope=scope,
    )


def due_in_year(con, year: int, unit: str, scope: str | None) -> pa.Table:
    """Milestones of a unit whose due date lies in a calendar year, with both dates and who was in office that day.

    A late receipt with received_on_source `assumed` never counts for a head (mart.head_year).
    """
    return _ask(
        con,
        """
        select
            m.milestone_name, c.year, c.obligation, c.due_on, c.first_received_on, c.accepted_on, c.done_on,
            c.received_on_source, c.days_late, c.status, c.needs_supplement, c.is_under_check,
            c.extended_until, c.extension_document,
            c.head_code
        from mart.compliance as c
        inner join mart.milestone as m on m.milestone_code = c.milestone_code
        where year(c.due_on) = $year and c.unit_code = $unit and ($scope::varchar is null or c.unit_code = $scope)
        order by c.due_on, m.sort_order
        """,
        year=year,
        unit=unit,
        scope=scope,
    )


def repeated_weaknesses(con, year: int, unit: str, scope: str | None) -> pa.Table:
    """Criteria of a unit below half of the maximum in this year and in the one before, within one framework."""
    return _ask(
        con,
        """
        select n.criterion_code, c.criterion_name, b.points as points_before, n.points, n.max_points
        from mart.criterion_unit_year as n
        inner join mart.criterion_unit_year as b
            on b.unit_code = n.unit_code and b.year = n.year - 1 and b.framework_code = n.framework_code
            and b.criterion_code = n.criterion_code
        inner join mart.criterion as c
            on c.framework_code = n.framework_code and c.criterion_code = n.criterion_code
        where n.year = $year and n.unit_code = $unit and ($scope::varchar is null or n.unit_code = $scope)
            and n.applicable and b.applicable and n.points * 2 < n.max_points and b.points * 2 < b.max_points
        order by c.sort_order
        """,
        year=year,
        unit=unit,
        scope=scope,
    )
