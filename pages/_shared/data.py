"""Pages ask the warehouse here: queries.py behind a cache keyed by snapshot, question and arguments; Arrow only."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pyarrow as pa
import streamlit as st

from warehouse import queries

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "warehouse" / "sample"


def published() -> Path | None:
    """The snapshot in force. A folder that was named is the only one looked at; else the sample stands in."""
    named = os.environ.get("PBGDPL_WAREHOUSE")
    folders = (
        [Path(named)] if named else [ROOT / "warehouse" / "data", ROOT / "warehouse" / "sample"]
    )
    for folder in folders:
        try:
            snapshot_id = (folder / "CURRENT").read_text(encoding="utf-8").strip()
        except OSError:
            continue
        path = folder.resolve() / "snapshots" / f"{snapshot_id}.duckdb"
        if snapshot_id and path.exists():
            return path
    return None


def is_sample(path: Path) -> bool:
    """Whether a snapshot is the sample's, which stands in while there is no data of one's own."""
    return path.parent.parent == SAMPLE.resolve()


def pin() -> Path | None:
    """Once per run, by the router: the whole run reads one snapshot even if another is published meanwhile."""
    path = published()
    st.session_state["_snapshot"] = str(path) if path else None
    return path


@st.cache_resource(max_entries=3, show_spinner=False, on_release=lambda con: con.close())
def _connection(path: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(path, read_only=True)


@st.cache_resource(max_entries=400, show_spinner=False)
def _answer(path: str, module: str, question: str, arguments: tuple) -> pa.Table:
    # a cursor per question: a connection shared by two threads refuses one of them
    with _connection(path).cursor() as cursor:
        return getattr(sys.modules[module], question)(cursor, *arguments)


def ask(question, *arguments) -> pa.Table:
    """The answer of a function of warehouse/queries*.py; shared between sessions, never to be changed."""
    path = st.session_state["_snapshot"]
    return _answer(path, question.__module__, question.__name__, arguments)


def rows(question, *arguments) -> list[dict]:
    """The same as a list of dicts, for small answers."""
    return ask(question, *arguments).to_pylist()


def snapshot() -> SimpleNamespace:
    """What the pinned snapshot is: id, as_of, words."""
    return SimpleNamespace(**rows(queries.snapshot)[0])


def unit_names() -> dict[str, str]:
    """Code → name of every unit."""
    return {row["unit_code"]: row["unit_name"] for row in rows(queries.units, None)}


def number_setting(key: str, default: float) -> float:
    """A threshold of the reference; the default where it is absent or not a number."""
    try:
        return float(next(row["value"] for row in rows(queries.settings) if row["key"] == key))
    except (StopIteration, TypeError, ValueError):
        return default


@st.cache_resource
def _refreshed() -> set[tuple[str, dt.date]]:
    return set()


def refresh_on_new_day(path: Path) -> None:
    """The first visit of a day publishes the same data at that day's as_of, in a process of its own.

    Not where the settings fix as_of. Visitors keep the old snapshot until the new one is there.
    """
    facts, today = snapshot(), dt.date.today()
    if facts.as_of_is_fixed or facts.as_of >= today or (str(path), today) in _refreshed():
        return
    _refreshed().add((str(path), today))
    subprocess.Popen(
        [sys.executable, "-m", "etl", "refresh"],
        cwd=ROOT,
        env={**os.environ, "PBGDPL_WAREHOUSE": str(path.parent.parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
