"""What a snapshot file says about itself, for the doctor."""

from __future__ import annotations

from pathlib import Path

import duckdb

LEDGER = ("seq", "sha256", "path", "kind", "status", "unit_code", "year")


def ledger(snapshot: Path) -> set[tuple]:
    """The snapshot's copy of the journal: one tuple of LEDGER per file event in force."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        return set(
            con.execute(
                "select file_seq, sha256, path, kind, status, unit_code, year from raw.received_file"
            ).fetchall()
        )


def reads_whole(snapshot: Path) -> bool:
    """Whether every block of every table can be read."""
    try:
        with duckdb.connect(str(snapshot), read_only=True) as con:
            tables = con.execute("select schema_name, table_name from duckdb_tables()").fetchall()
            for schema, table in tables:
                con.execute(f'select sum(hash(columns(*))) from "{schema}"."{table}"').fetchall()
    except duckdb.Error:
        return False
    return True
