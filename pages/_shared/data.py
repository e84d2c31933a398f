"""Pages ask the warehouse here: warehouse/questions behind a cache keyed by snapshot, question and what is given."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pyarrow as pa
import streamlit as st

from pages._shared import told
from warehouse import audit, build, clock, difference, questions
from warehouse.store import State, Warehouse, WarehouseError, sha256_of
from words import labels

MOST_KEPT = 5_000  # values of an answer that is kept as dicts; those of a city are smaller
MOST_VALUES = 1_000_000  # of all answers that are kept: some 60 MB
AN_ANSWER = 100  # values that take as much room as an answer without any
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "warehouse" / "sample"
# what reading a damaged snapshot ends in; a wrong question ends otherwise
DAMAGED = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException)


def published() -> Path | None:
    """The snapshot in force. A folder that was named is the only one looked at; else the sample stands in while
    the other holds no snapshot. Where CURRENT or its snapshot is damaged, the newest one that can be read."""
    named = os.environ.get("PBGDPL_WAREHOUSE")
    folders = [Path(named)] if named else [ROOT / "warehouse" / "data", ROOT / "warehouse" / "sample"]
    for folder in folders:
        warehouse = Warehouse(folder.resolve())
        if path := _readable(warehouse):
            return path
        if warehouse.pointer.exists():
            return None  # real figures that cannot be read must not turn into illustrative ones
    return None


def served() -> Path:
    """The folder whose figures are shown; where there are none, the one in which they will be."""
    return _folder_of(published())


def _folder_of(path: Path | None) -> Path:
    return path.parent.parent if path else Path(os.environ.get("PBGDPL_WAREHOUSE") or ROOT / "warehouse" / "data")


def is_sample(path: Path) -> bool:
    """Whether a snapshot is the sample's, which stands in while there is no data of one's own."""
    return path.parent.parent == SAMPLE.resolve()


def is_own() -> bool:
    """Whether there are figures of one's own: the sample only stands in for them."""
    path = st.session_state["_snapshot"]  # pinned for this run
    return bool(path) and not is_sample(Path(path))


def may_show_sample() -> bool:
    """Whether the sample stands in on this server."""
    return not os.environ.get("PBGDPL_WAREHOUSE")


def _readable(warehouse: Warehouse) -> Path | None:
    with contextlib.suppress(WarehouseError):  # a damaged journal beside a damaged CURRENT
        for snapshot_id in warehouse.candidates():
            path = warehouse.snapshot_path(snapshot_id)
            with contextlib.suppress(duckdb.Error):
                _connection(str(path))
                return path
    return None


def is_damaged(path: Path | None) -> bool:
    """Whether what is shown is not what CURRENT names: somebody has to look through the folder."""
    warehouse = Warehouse(_folder_of(path))
    return warehouse.pointer.exists() and (path is None or warehouse.named() != path.stem)


def journal_is_whole(path: Path) -> bool:
    """Whether the journal behind a snapshot is still what was written; looked at once for every change of it."""
    warehouse = Warehouse(path.parent.parent)
    if not warehouse.journal.is_file():
        return not warehouse.archive.is_dir()  # who has an archive had a journal
    return _is_whole(str(warehouse.root), journal_state(warehouse))


def journal_state(warehouse: Warehouse) -> tuple:
    """Another one after every change of the journal: for what is kept until then."""
    facts = [f.stat() for f in (warehouse.journal, warehouse.head) if f.is_file()]
    return tuple((f.st_mtime_ns, f.st_size) for f in facts)


@lru_cache(maxsize=3)
def _is_whole(folder: str, state: tuple) -> bool:
    try:
        Warehouse(Path(folder)).refuse_if_not_whole()
    except WarehouseError:
        return False
    return audit.Ledger(Path(folder)).unlike_journal() is None


def journal(warehouse: Warehouse) -> State:
    """What the journal says, never to be changed; read once for every change of it."""
    return _folded(str(warehouse.root), journal_state(warehouse))


@lru_cache(maxsize=3)
def _folded(folder: str, state: tuple) -> State:
    return Warehouse(Path(folder)).state()


def is_as_published(path: Path) -> bool:
    """Whether a snapshot is still the file that was published; read once for every change of it."""
    return _has_its_hash(str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=3)
def _has_its_hash(path: str, changed: int) -> bool:
    snapshot = Path(path)
    try:
        known = Warehouse(snapshot.parent.parent).state().hashes.get(snapshot.stem)
    except WarehouseError:  # which is told before this
        return True
    return known is None or known == sha256_of(snapshot)


def forget(path: Path) -> None:
    """What was read of a snapshot that is another file now."""
    _connection.clear(str(path))
    _kept.clear()
    _settings.cache_clear()


def pin() -> Path | None:
    """Once per run, by the router: the whole run reads one snapshot even if another is published meanwhile."""
    path = published()
    st.session_state["_snapshot"] = str(path) if path else None
    return path


def has_newer() -> bool:
    """Whether another snapshot is in force than the one that this page shows."""
    pinned, now = st.session_state["_snapshot"], published()
    return now is not None and str(now) != pinned


def folder() -> Path:
    """The warehouse of the snapshot of this run."""
    return Path(st.session_state["_snapshot"]).parent.parent


@st.cache_resource(max_entries=3, show_spinner=False, on_release=lambda con: con.close())
def _connection(path: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(path, read_only=True)


@st.cache_resource(max_entries=3, show_spinner=False)
def _can_be_asked(path: str) -> bool:
    return build.can_be_asked(_connection(path))


def is_of_this_release(path: Path) -> bool:
    """Whether the pages of this release can ask a snapshot; one of an earlier release is made anew first, where there is
    a journal to make it from."""
    try:
        return _can_be_asked(str(path)) or not Warehouse(path.parent.parent).journal.exists()
    except DAMAGED:
        return True  # what is damaged is told where it is read


class Answer:
    """What a snapshot says to a question; shared between sessions, never to be changed."""

    def __init__(self, table: pa.Table):
        self.values = table.num_rows * table.num_columns + AN_ANSWER
        # A table takes a kilobyte a column however few its rows are, so of a small answer the rows are kept alone, and each
        # text once for all answers: names and codes stand in most of them.
        self._kept = table if self.values > MOST_KEPT else [_shared(row) for row in table.to_pylist()]

    def rows(self) -> list[dict]:
        """As dicts, which may be changed."""
        return [row.copy() for row in self._kept] if isinstance(self._kept, list) else self._kept.to_pylist()


def _shared(row: dict) -> dict:
    return {name: sys.intern(value) if type(value) is str else value for name, value in row.items()}


class Kept:
    """The answers that were asked for last, by what was asked: as many as have `most` values together. Of small ones that is
    every year, block and unit that somebody may choose; of a nation's large ones a few."""

    def __init__(self, most: int):
        self.most, self.values = most, 0
        self._answers: OrderedDict[tuple, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, asked: tuple) -> Answer | None:
        with self._lock:
            if asked in self._answers:
                self._answers.move_to_end(asked)
            return self._answers.get(asked)

    def put(self, asked: tuple, answer: Answer) -> None:
        with self._lock:
            before = self._answers.pop(asked, None)  # two may have asked at once
            self._answers[asked] = answer
            self.values += answer.values - (before.values if before else 0)
            while self.values > self.most and len(self._answers) > 1:
                self.values -= self._answers.popitem(last=False)[1].values

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
            self.values = 0


_kept = Kept(MOST_VALUES)


# not Streamlit's cache: a run asks a hundred times, and there the key of a call takes as long as a small question
def _answer(path: str, question: str, known: tuple) -> Answer:
    if found := _kept.get((path, question, known)):
        return found
    # a cursor per question: a connection shared by two threads refuses one of them
    with _connection(path).cursor() as cursor:
        table = questions.ask(cursor, question, **dict(known))
    # a copy of what is there: what DuckDB fills has room for many more rows than there are, twenty times as much in all
    answer = Answer(table.take(pa.array(range(table.num_rows), pa.int64())))
    _kept.put((path, question, known), answer)
    return answer


def rows(question: str, **known) -> list[dict]:
    """The answer to a question of warehouse/questions; every question of a page comes through here."""
    path = st.session_state["_snapshot"]
    try:
        return _told(path, question, known)
    except DAMAGED:
        _connection.clear(path)  # it may be mended meanwhile
        raise  # errors.py says it


def _told(path: str, question: str, known: dict) -> list[dict]:
    """What a snapshot answers; to a unit also what those say in which years were published."""
    asked = tuple(sorted(known.items()))
    now = _answer(path, question, asked).rows()
    if not told.concerns(question, known):
        return now

    def published(year: int) -> list[dict] | None:
        stage = next(iter(_answer(path, "stage", (("year", year),)).rows()), {})
        kept = stage.get("snapshot_id") and Warehouse(Path(path).parent.parent).stored(stage["snapshot_id"])
        if not kept or str(kept) == path:
            return None
        try:
            return _answer(str(kept), question, asked).rows()
        except (duckdb.BinderException, duckdb.CatalogException):
            # one of an earlier release lacks what the question asks: nothing is told of others rather than too much
            return []

    return told.answer(question, known, now, published)


def asker(snapshot_id: str | None = None):
    """`rows` for a document that is made when a button is pressed, after the script has ended: it answers from the
    snapshot of this run, or from an earlier one of the same folder; None where that is there no more."""
    path = Path(st.session_state["_snapshot"])
    if snapshot_id:
        path = Warehouse(path.parent.parent).stored(snapshot_id)
        if path is None:
            return None
    connection = _connection(str(path))

    def ask_then(question: str, **known) -> list[dict]:
        if told.concerns(question, known):
            return _told(str(path), question, known)
        with connection.cursor() as cursor:
            return questions.ask(cursor, question, **known).to_pylist()

    return ask_then


def earlier_snapshots() -> dict[str, dt.date]:
    """Snapshots of this folder that were published before the pinned one and are still kept, newest first, with their
    days by the clock of the office."""
    path = Path(st.session_state["_snapshot"])
    warehouse = Warehouse(path.parent.parent)
    published = list(journal(warehouse).published.values())
    ids = [event["snapshot"] for event in published]
    before = published[: ids.index(path.stem)] if path.stem in ids else []
    return {
        event["snapshot"]: clock.local(event["at"], setting("time_zone")).date()
        for event in reversed(before)
        if event.get("at") and warehouse.stored(event["snapshot"])
    }


@st.cache_resource(max_entries=4, show_spinner=False)
def _changes(before: str, after: str) -> list[dict] | None:
    return difference.units(Path(before), Path(after))


def changes_since(snapshot_id: str) -> list[dict] | None:
    """What differs between an earlier snapshot and the pinned one, by unit and year (warehouse/difference.py); None where
    an earlier release made it."""
    path = Path(st.session_state["_snapshot"])
    before = Warehouse(path.parent.parent).stored(snapshot_id)
    return _changes(str(before), str(path)) if before else None


@st.cache_resource(max_entries=4, show_spinner=False)
def _scores(before: str, after: str) -> list[dict] | None:
    return difference.scores(Path(before), Path(after))


def scores_since(snapshot_id: str) -> list[dict]:
    """The scores that differ, with who brought them in and why; of one that is as it is because a load was taken back,
    who took it back."""
    path = Path(st.session_state["_snapshot"])
    warehouse = Warehouse(path.parent.parent)
    before = warehouse.stored(snapshot_id)
    found = (_scores(str(before), str(path)) if before else None) or []
    out = {run: event for event in journal(warehouse).withdrawals for run in event["runs"]}

    def told(row: dict) -> dict:
        event = out.get(row["run_before"])
        return row | (
            {"who": event["who"], "at": event["at"], "taken_back": row["run_before"]} if event else {"taken_back": None}
        )

    return [told(row) for row in found]


def as_of(path: Path) -> dt.date:
    """The day of a snapshot."""
    return _answer(str(path), "snapshot", ()).rows()[0]["as_of"]


def snapshot() -> SimpleNamespace:
    """What the pinned snapshot is: id, as_of, words."""
    return SimpleNamespace(**rows("snapshot")[0])


def now() -> dt.datetime:
    """This moment by the clock of the office."""
    return clock.now(setting("time_zone"))


def moment(iso: str) -> str:
    """`05/01/2025 08:30` of a moment that was written down, by the same clock."""
    return labels.moment(iso, setting("time_zone"))


def unit_names() -> dict[str, str]:
    """Code → name of every unit."""
    return {row["unit_code"]: row["unit_name"] for row in rows("units", block=None)}


@lru_cache(maxsize=3)
def _settings(path: str) -> dict[str, str | None]:
    return {row["key"]: row["value"] for row in rows("settings")}


def names_units(year: int) -> bool:
    """Whether the results of a year were published, and what was published names the units."""
    return any(row["names_units"] for row in rows("stage", year=year))


def setting(key: str) -> str | None:
    """A setting of the reference; None where it is absent. Asked for each row of some tables, so kept by snapshot."""
    return _settings(st.session_state["_snapshot"]).get(key)


def number_setting(key: str, default: float) -> float:
    """A threshold of the reference; the default where it is absent or not a number."""
    try:
        return float(setting(key))
    except (TypeError, ValueError):
        return default


@st.cache_resource
def _refreshed() -> set[tuple[str, dt.date]]:
    return set()


def refresh_on_new_day(path: Path) -> None:
    """The first visit of a day publishes the same data at that day's as_of, in a process of its own.

    Not where the settings fix as_of. Visitors keep the old snapshot until the new one is there.
    """
    facts, today = snapshot(), now().date()
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
