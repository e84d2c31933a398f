"""Runs the command line as a user would, in its own process, and reads its one JSON object."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent


def etl(warehouse: Path, *arguments, today: str | None = None) -> subprocess.CompletedProcess:
    """One `python -m etl …` on the given warehouse folder."""
    command = [sys.executable, "-m", "etl", *map(str, arguments)]
    if today:
        command += ["--today", today]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PBGDPL_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        timeout=300,
    )


def load(warehouse: Path, *arguments, today: str | None = None) -> tuple[int, dict]:
    """Exit code and the JSON object of `load`."""
    done = etl(warehouse, "load", *arguments, "--json", today=today)
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return done.returncode, json.loads(done.stdout)


def current(warehouse: Path) -> Path:
    """Path of the published snapshot."""
    return warehouse / "snapshots" / f"{(warehouse / 'CURRENT').read_text().strip()}.duckdb"


def rows(warehouse: Path, sql: str, parameters: list | None = None) -> list[tuple]:
    """Rows of a query on the published snapshot."""
    with duckdb.connect(str(current(warehouse)), read_only=True) as con:
        return con.execute(sql, parameters or []).fetchall()
