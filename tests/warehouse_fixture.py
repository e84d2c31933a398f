"""A snapshot in memory from plain rows: dictionaries in, a connection with all models run out."""

from __future__ import annotations

from datetime import date

import duckdb

from warehouse import build

Rows = dict[str, list[dict]]


def snapshot(reference: Rows, raw: Rows, as_of: date, *only: str) -> duckdb.DuckDBPyConnection:
    """Runs every model over the given rows, as a build does, or `only` what these tables need; a column that a row leaves
    out is null.

    reference: table name → rows; raw: table name without schema → rows.
    """
    con = duckdb.connect(":memory:")
    columns = {t: [c for c, _ in pairs] for t, pairs in build.reference_columns().items()}
    build.prepare(con, {t: tuples(rows, columns[t]) for t, rows in reference.items()}, as_of)
    for table, rows in raw.items():
        names = [c[0] for c in con.execute(f"describe raw.{table}").fetchall()]
        build.insert(con, f"raw.{table}", tuples(rows, names))
    for name in models(*only):
        build.run_model(con, name)
    return con


def models(*only: str) -> list[str]:
    """What makes these tables, or all, out of the raw ones, in the order of a build."""
    order = [name for name in build.model_order() if not name.startswith("raw.")]
    needed = set(only or order)
    for name in reversed(order):
        if name in needed:
            needed |= build.reads_of(name)
    return [name for name in order if name in needed]


def tuples(rows: list[dict], columns: list[str]) -> list[tuple]:
    """Dictionaries as tuples in column order."""
    unknown = {key for row in rows for key in row} - set(columns)
    assert not unknown, f"no such columns: {unknown}"
    return [tuple(row.get(name) for name in columns) for row in rows]


def records(con: duckdb.DuckDBPyConnection, table: str) -> list[dict]:
    """All rows of a table as dictionaries."""
    found = con.execute(f"select * from {table}")
    names = [d[0] for d in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
