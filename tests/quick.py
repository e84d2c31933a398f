"""Small loads made quick: files are read in this process, and DuckDB starts no threads.

Nothing here is about worker processes but tests/test_workers.py, the drills and the browser, which use the real ones.
A load of a few rows takes a third less of the processor so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from etl import door, workers

connect = duckdb.connect


def parse_here(items, context, **_):
    """Instead of the worker processes."""
    for key, source, name in items:
        if isinstance(source, bytes):
            yield key, door.parse(source, name, context)
        else:
            yield key, door.parse_path(Path(source), name, context)


def connect_quietly(database=":memory:", read_only: bool = False, config: dict | None = None):
    """duckdb.connect with one thread: two of them only get in each other's way over a few rows."""
    return connect(database, read_only=read_only, config={"threads": 1} | (config or {}))


def quicken(patch: Callable[[object, str, object], None] = setattr) -> None:
    """Puts both in the place of the real ones."""
    patch(workers, "parse_all", parse_here)
    patch(duckdb, "connect", connect_quietly)
