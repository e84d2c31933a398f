"""Questions of the reports over several years; conventions as in queries.py."""

from __future__ import annotations

import pyarrow as pa

from warehouse.queries import _ask


def years(con, first: int, last: int, block: str | None, unit: str | None) -> pa.Table:
    """One row per year, framework and block, and one per year and framework (block_code null): units, results, middle.

    Two frameworks never meet in one row. block, unit: of these alone.
    """
    return _ask(
        con,
        """
        select
            u.year, u.framework_code, any_value(f.framework_name) as framework_name, u.block_code, b.block_name,
            count(*) as units, count(u.score_pct) as with_result,
            count(*) filter (u.score_basis = 'verified') as verified,
            median(u.score_pct) as median_pct, avg(u.score_pct) as mean_pct
        from mart.unit_year as u
        inner join mart.block as b on b.block_code = u.block_code
        left join mart.framework_year as f
            on f.framework_code = u.framework_code and f.year = u.year and f.block_code = u.block_code
        where u.year between $first and $last and ($block::varchar is null or u.block_code = $block)
            and ($unit::varchar is null or u.unit_code = $unit)
        group by grouping sets ((u.year, u.framework_code, u.block_code, b.block_name, b.sort_order), (u.year, u.framework_code))
        order by u.year, u.framework_code, b.sort_order nulls last
        """,
        first=first,
        last=last,
        block=block,
        unit=unit,
    )


def classes(con, first: int, last: int, block: str | None, unit: str | None) -> pa.Table:
    """Number of units per year, framework and class; every class of the framework has a row, with 0 where nobody is."""
    return _ask(
        con,
        """
        with used as (
            select distinct year, framework_code from mart.unit_year where year between $first and $last
                and ($block::varchar is null or block_code = $block) and ($unit::varchar is null or unit_code = $unit)
        )

        select d.year, d.framework_code, c.class_code, c.class_name, count(u.unit_code) as units
        from used as d
        inner join mart.class as c on c.framework_code = d.framework_code
        left join mart.unit_year as u
            on u.year = d.year and u.framework_code = d.framework_code and u.class_code = c.class_code
            and ($block::varchar is null or u.block_code = $block) and ($unit::varchar is null or u.unit_code = $unit)
        group by d.year, d.framework_code, c.class_code, c.class_name, c.sort_order
        order by d.year, d.framework_code, c.sort_order
        """,
        first=first,
        last=last,
        block=block,
        unit=unit,
    )


def repeated_weaknesses(con, year: int, block: str | None) -> pa.Table:
    """Criteria below half of the maximum in a year and the one before: how many units each, within one framework;
    units_in_all: how many units have such a criterion."""
    return _ask(
        con,
        """
        with weak as (
            select n.criterion_code, n.unit_code, c.criterion_name
            from mart.criterion_unit_year as n
            inner join mart.criterion_unit_year as b
                on b.unit_code = n.unit_code and b.year = n.year - 1 and b.framework_code = n.framework_code
                and b.criterion_code = n.criterion_code
            inner join mart.unit_year as u on u.year = n.year and u.unit_code = n.unit_code
            inner join mart.criterion as c
                on c.framework_code = n.framework_code and c.criterion_code = n.criterion_code
            where n.year = $year and n.applicable and b.applicable
                and n.points * 2 < n.max_points and b.points * 2 < b.max_points
                and ($block::varchar is null or u.block_code = $block)
        )

        select criterion_code, any_value(criterion_name) as criterion_name, count(*) as units,
            (select count(distinct unit_code) from weak) as units_in_all
        from weak
        group by criterion_code
        order by units desc, criterion_code
        """,
        year=year,
        block=block,
    )


def results(con, year: int, block: str | None, unit: str | None) -> pa.Table:
    """Every unit of a year as the annex lists it: maximum that applies, self, verified, percent, class, rank."""
    return _ask(
        con,
        """
        select
            b.block_code, b.block_name, u.unit_code, u.unit_name, cast(y.max_points as double) as max_points, y.self_pct,
            cast(y.self_points as double) as self_points, cast(y.verified_points as double) as verified_points,
            cast(y.points as double) as points, y.score_pct, c.class_name, y.rank_block, y.score_basis,
            y.criteria_scored, y.criteria_applicable, y.obligation, y.status, y.needs_supplement
        from mart.unit_year as y
        inner join mart.unit as u on u.unit_code = y.unit_code
        inner join mart.block as b on b.block_code = y.block_code
        left join mart.class as c on c.framework_code = y.framework_code and c.class_code = y.class_code
        where y.year = $year and ($block::varchar is null or y.block_code = $block)
            and ($unit::varchar is null or y.unit_code = $unit)
        order by b.sort_order, y.rank_block nulls last, u.unit_name collate vi
        """,
        year=year,
        block=block,
        unit=unit,
    )


def recipients(con, document: str) -> pa.Table:
    """Nơi nhận of a kind of document, in their order."""
    return _ask(
        con,
        "select recipient from mart.recipient where document = $document order by sort_order, recipient",
        document=document,
    )


def legal_basis(con) -> pa.Table:
    """The documents that the work rests on, in their order; note: what has to be checked."""
    return _ask(con, "select * from mart.legal_basis order by sort_order")


def tasks(con) -> pa.Table:
    """The tasks of the plan in its order."""
    return _ask(con, "select * from mart.plan_task order by sort_order")


def ended_units(con, first: int, last: int) -> pa.Table:
    """Units whose validity ended in these years."""
    return _ask(
        con,
        """
        select unit_code, unit_name, valid_to from mart.unit
        where year(valid_to) between $first and $last
        order by valid_to, unit_name collate vi
        """,
        first=first,
        last=last,
    )
