"""Runs the command line as a user would, in its own process, and reads its one JSON object."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent


@cache
def _forks(process: int) -> subprocess.Popen:
    """The process that forks for each command of this one."""
    forks = subprocess.Popen(
        [sys.executable, "-m", "tests.forks"], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    atexit.register(forks.stdin.close)
    return forks


def etl(warehouse: Path, *arguments, today: str | None = None) -> subprocess.CompletedProcess:
    """One `python -m etl …` on the given warehouse folder, in a process of its own."""
    words = [*map(str, arguments), *(["--today", today] if today else [])]
    forks = _forks(os.getpid())
    with tempfile.TemporaryDirectory() as folder:
        outputs = [Path(folder) / "out", Path(folder) / "err"]
        job = {
            "arguments": words,
            "environment": {**os.environ, "PBGDPL_WAREHOUSE": str(warehouse)},
            "out": str(outputs[0]),
            "err": str(outputs[1]),
        }
        forks.stdin.write(json.dumps(job) + "\n")
        forks.stdin.flush()
        code = int(forks.stdout.readline())
        return subprocess.CompletedProcess(words, code, *(p.read_text("utf-8") for p in outputs))


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
