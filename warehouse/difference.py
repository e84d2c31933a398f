"""What differs between two snapshots, told before somebody takes a load back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb

from warehouse import build

SQL = build.HERE / "differences"
# marts of what is no result of a unit: told by the number of their rows
REGISTERS = ("register_row", "survey_wave", "correction", "reply", "reminder", "task_progress", "issued_document", "budget",
             "inspection", "question", "front_opinion", "follow_up", "signed_document", "objection", "confirmation",
             "topic_result", "it_system", "recognition", "proposal")  # fmt: skip


def between(before: Path, after: Path) -> dict:
    """`units`: a row of units.sql for each unit and year that differs; `registers`: (table, rows before, rows after) of
    each other mart that differs; `warnings`: what has lost its base."""
    with _opened(before=before, after=after) as con:
        units, warnings = _rows(con, "units"), _rows(con, "warnings")
        registers = _counts(con, [f"mart.{name}" for name in REGISTERS])
    return {"units": units, "registers": registers, "warnings": warnings}


def is_another_for(before: Path, after: Path, unit: str) -> bool:
    """Whether figures of one unit are others, but for what a later day or another unit alone changes (own.sql)."""
    with _opened(before=before, after=after) as con:
        old, new = (_facts(con, catalog, unit) for catalog in ("before", "after"))
    return bool(old - new) or any(fact["counts_when_new"] for fact in map(dict, new - old))


def _facts(con: duckdb.DuckDBPyConnection, catalog: str, unit: str) -> Counter:
    con.execute(f"use {catalog}")
    return Counter(tuple(row.items()) for row in _rows(con, "own", {"unit": unit}))


def units(before: Path, after: Path) -> list[dict] | None:
    """The same of `units` alone; None where an earlier release made one of the two without what is compared."""
    return _compared("units", before, after)


def scores(before: Path, after: Path) -> list[dict] | None:
    """Each score that differs, with who brought it in and why; None as of `units`."""
    return _compared("scores", before, after)


def _compared(name: str, before: Path, after: Path) -> list[dict] | None:
    try:
        with _opened(before=before, after=after) as con:
            return _rows(con, name)
    except (duckdb.CatalogException, duckdb.BinderException):
        return None


def reminders(before: Path, units: list[tuple[int, str]], day: date) -> list[dict]:
    """Letters to these (year, unit code) since a day, which may say what is no longer so."""
    with _opened(before=before) as con:
        known = {"years": [y for y, _ in units], "units": [u for _, u in units], "day": day}
        return _rows(con, "reminders", known)


def _opened(**snapshots: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:")
    for name, path in snapshots.items():
        con.execute(f"attach {build.quoted(path)} as {name} (read_only)")
    return con


def _rows(con: duckdb.DuckDBPyConnection, name: str, known: dict | None = None) -> list[dict]:
    found = con.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"), known)
    columns = [c[0] for c in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _counts(con: duckdb.DuckDBPyConnection, tables: list[str]) -> list[dict]:
    sums = zip(build.row_sums(con, "before", tables), build.row_sums(con, "after", tables), strict=True)
    return [
        {"table": table.split(".")[1], "rows_before": before, "rows_after": after}
        for (table, before, old), (_, after, new) in sums
        if (before, old) != (after, new)
    ]
