"""Small loads made quick: files are read in this process, DuckDB starts no threads and looks for no better packing of
columns, nothing waits for the disk, and the comments on tables and columns, which depend on no row, are written once.

Nothing here is about worker processes, a failing power or the size of a snapshot but tests/test_workers.py, the drills,
the doctor and the browser, which use the real ones. A load of a few rows takes half of the processor so.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import duckdb

from etl.kinds import door, workers
from warehouse import build

QUIETLY = {"threads": 1, "force_compression": "uncompressed"}
connect = duckdb.connect
comment = build.comment


def parse_here(items, context, **_):
    """Instead of the worker processes."""
    for key, source, name in items:
        if isinstance(source, bytes):
            yield key, door.parse(source, name, context)
        else:
            yield key, door.parse_path(Path(source), name, context)


def connect_quietly(database=":memory:", read_only: bool = False, config: dict | None = None):
    """duckdb.connect with one thread, whoever asks for two: they only get in each other's way over a few rows."""
    return connect(database, read_only=read_only, config=(config or {}) | QUIETLY)


def comment_once(con: duckdb.DuckDBPyConnection) -> None:
    """build.comment for the first snapshot of this process, which shows that the dictionary fits the tables."""
    if not commented:
        comment(con)
    commented.append(True)


commented: list[bool] = []


def quicken(patch: Callable[[object, str, object], None] = setattr) -> None:
    """Puts these in the place of the real ones."""
    patch(workers, "parse_all", parse_here)
    patch(duckdb, "connect", connect_quietly)
    patch(build, "comment", comment_once)
    patch(os, "sync", lambda: None)
    patch(os, "fsync", lambda handle: None)
