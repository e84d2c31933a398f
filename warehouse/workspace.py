"""`workspace.sqlite`: the words that people put into reports and the scores that they are about to verify, with author and
time. No mart reads it.

No text in it is ever changed or removed: saving adds a row, taking words back adds a row without words. `place` is a
paragraph of a document such as `ket_qua.2024`, `document` a document with its period such as `so-ket 2022 2025`.

What somebody has typed and not saved is a draft: it stays until that person saves it or throws it away.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

NAME = "workspace.sqlite"
TABLE = """create table if not exists report_text (
    number integer primary key autoincrement,
    document text not null,
    place text not null,
    words text,
    instead_of text not null,
    written_by text not null,
    written_at text not null
)"""
DRAFTS = """create table if not exists report_draft (
    number integer primary key autoincrement,
    document text not null,
    place text not null,
    words text not null,
    based_on integer not null,
    written_by text not null,
    written_at text not null
)"""
SCORES = """create table if not exists verification_draft (
    year integer not null,
    unit_code text not null,
    criterion_code text not null,
    points text not null,
    is_na integer not null,
    note text not null,
    evidence_state text not null,
    decided_how text not null,
    seen text not null,
    written_by text not null,
    written_at text not null,
    primary key (year, unit_code, criterion_code, written_by)
)"""
REFERENCE = """create table if not exists reference_draft (
    table_name text not null,
    base text not null,
    rows text not null,
    written_by text not null,
    written_at text not null,
    primary key (table_name, written_by)
)"""
LETTERHEAD = "mau-dau-van-ban"  # document and place of the Word file of the head, as base64
BUSY = 10  # seconds to wait for somebody else's save


class WorkspaceError(Exception):
    """Words could not be read or kept; the message is for the user."""


class Changed(WorkspaceError):
    """Somebody else saved the same paragraph meanwhile."""


@dataclass(frozen=True)
class Text:
    """What somebody wrote in a place. words None: back to what the program writes; instead_of: what that was then."""

    number: int
    place: str
    words: str | None
    instead_of: str
    by: str
    at: str


@dataclass(frozen=True)
class Unsaved:
    """A draft of a place. based_on: number of the text that its writer saw, 0 for none."""

    number: int
    place: str
    words: str
    based_on: int
    by: str
    at: str


@dataclass(frozen=True)
class ScoreDraft:
    """What somebody typed as the verified score of a criterion and has not recorded, as it was typed. evidence_state:
    present, missing, invalid, awaited, empty where nothing is said; decided_how: entered or bulk; seen: the verified
    score in force then, in words; empty for none."""

    criterion_code: str
    points: str = ""
    is_na: bool = False
    note: str = ""
    evidence_state: str = ""
    decided_how: str = "entered"
    seen: str = ""
    by: str = ""
    at: str = ""

    @property
    def content(self) -> tuple[str, bool, str, str]:
        """What stands in the boxes of the page."""
        return self.points, self.is_na, self.note, self.evidence_state

    @property
    def has_score(self) -> bool:
        return bool(self.points or self.is_na)

    @property
    def is_empty(self) -> bool:
        return not any(self.content)


@dataclass(frozen=True)
class ReferenceDraft:
    """A table of the reference as somebody is editing it: its rows as JSON, and what they were when the editing began."""

    table: str
    base: str
    rows: str
    by: str
    at: str


@dataclass(frozen=True)
class Texts:
    """The words in force in a document by place; number: the newest text of the document or of its letterhead, 0 where there
    is none; letterhead: the Word file whose head and styles reports have, None for those of the program."""

    number: int = 0
    by_place: dict[str, Text] = field(default_factory=dict)
    letterhead: bytes | None = None


@contextlib.contextmanager
def _connected(folder: Path, mode: str) -> Iterator[sqlite3.Connection]:
    try:
        address = f"{(folder / NAME).resolve().as_uri()}?mode={mode}"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=BUSY)) as con:
            yield con
    except (sqlite3.Error, OSError) as error:
        raise WorkspaceError(f"Không mở được tệp câu chữ {NAME} của kho: {error}.") from error


@contextlib.contextmanager
def _to_read(folder: Path, newer: str | None = None) -> Iterator[sqlite3.Connection | None]:
    """None where nothing was ever written. newer: a table that a file of an earlier release does not have; None there."""
    if not (folder / NAME).is_file():
        yield None
        return
    with _connected(folder, "ro") as con:
        is_there = newer is None or con.execute("select 1 from sqlite_master where name = ?", (newer,)).fetchone()
        yield con if is_there else None


@contextlib.contextmanager
def _to_write(folder: Path) -> Iterator[sqlite3.Connection]:
    """In one piece: all of it is kept, or nothing."""
    with _connected(folder, "rwc") as con, con:
        con.execute("begin immediate")
        con.execute(TABLE)
        con.execute(DRAFTS)
        con.execute(SCORES)
        con.execute(REFERENCE)
        yield con


def texts(folder: Path, document: str, until: int | None = None) -> Texts:
    """The words in force; `until`: as they were after the text of that number."""
    with _to_read(folder) as con:
        rows = con.execute(
            "select max(number), place, words, instead_of, written_by, written_at from report_text"
            " where document = ? and (? is null or number <= ?) group by place order by place",
            (document, until, until),
        ).fetchall() if con else []  # fmt: skip
        head = con.execute(
            "select number, words from report_text where document = ? and (? is null or number <= ?) order by number desc limit 1",
            (LETTERHEAD, until, until),
        ).fetchone() if con else None  # fmt: skip
    found = [Text(*row) for row in rows]
    number, letterhead = head or (0, None)
    return Texts(
        max((number, *(text.number for text in found))),
        {text.place: text for text in found if text.words is not None},
        base64.b64decode(letterhead) if letterhead else None,
    )


def keep_letterhead(folder: Path, data: bytes | None, *, by: str, at: dt.datetime) -> None:
    """From now on reports have the head and the styles of this Word file; None: those of the program."""
    words = None if data is None else base64.b64encode(data).decode("ascii")
    based_on = next((text.number for text in history(folder, LETTERHEAD, LETTERHEAD)), 0)
    save(folder, LETTERHEAD, LETTERHEAD, words, instead_of="", based_on=based_on, by=by, at=at)


def history(folder: Path, document: str, place: str) -> list[Text]:
    """All that was ever written in a place, newest first."""
    with _to_read(folder) as con:
        return [
            Text(*row)
            for row in con.execute(
                "select number, place, words, instead_of, written_by, written_at from report_text"
                " where document = ? and place = ? order by number desc",
                (document, place),
            )
        ] if con else []  # fmt: skip


def save(
    folder: Path,
    document: str,
    place: str,
    words: str | None,
    *,
    instead_of: str,
    based_on: int,
    by: str,
    at: dt.datetime,
    draft: int = 0,
) -> int:
    """Adds words and gives their number. instead_of: what the program writes there today; based_on: number of the text that the writer saw, 0 for none; where another
    one is in force now, `Changed` is raised and nothing is kept. draft: number of the draft that is saved so."""
    with _to_write(folder) as con:
        now = con.execute(
            "select number, written_by, written_at from report_text where document = ? and place = ?"
            " order by number desc limit 1",
            (document, place),
        ).fetchone()
        if (now[0] if now else 0) != based_on:
            raise Changed(f"{now[1]} đã sửa đoạn này lúc {now[2]}; xem bản mới rồi sửa tiếp.")
        added = con.execute(
            "insert into report_text (document, place, words, instead_of, written_by, written_at)"
            " values (?, ?, ?, ?, ?, ?)",
            (document, place, words, instead_of, by, at.isoformat(timespec="seconds")),
        )
        con.execute("delete from report_draft where number = ?", (draft,))
        return int(added.lastrowid or 0)


def drafts(folder: Path, document: str, *by: str) -> list[Unsaved]:
    """What somebody (`by` empty: anybody) has typed in a document and not saved, newest first; several of a place come from
    several windows."""
    with _to_read(folder, "report_draft") as con:
        if not con:
            return []
        return [
            Unsaved(*row)
            for row in con.execute(
                "select number, place, words, based_on, written_by, written_at from report_draft"
                f" where document = ? and (? or written_by in ({', '.join('?' * len(by))})) order by number desc",
                (document, not by, *by),
            )
        ]


def keep_draft(
    folder: Path, document: str, place: str, words: str, *, based_on: int, by: str, at: dt.datetime, draft: int = 0
) -> int:
    """Keeps what was typed and gives its number. draft: number of the draft that was typed over, 0 for none; where that is there no more,
    another window typed too, and both stay."""
    with _to_write(folder) as con:
        con.execute("delete from report_draft where number = ?", (draft,))
        added = con.execute(
            "insert into report_draft (document, place, words, based_on, written_by, written_at) values (?, ?, ?, ?, ?, ?)",
            (document, place, words, based_on, by, at.isoformat(timespec="seconds")),
        )
        return int(added.lastrowid or 0)


def drop_drafts(folder: Path, *numbers: int) -> None:
    """Throws drafts away."""
    with _to_write(folder) as con:
        con.executemany("delete from report_draft where number = ?", [(number,) for number in numbers])


def score_drafts(folder: Path, year: int, unit: str) -> list[ScoreDraft]:
    """What everybody has typed of a unit and not recorded, newest first."""
    with _to_read(folder, "verification_draft") as con:
        if not con:
            return []
        return [
            ScoreDraft(code, points, bool(is_na), *more)
            for code, points, is_na, *more in con.execute(
                "select criterion_code, points, is_na, note, evidence_state, decided_how, seen, written_by, written_at"
                " from verification_draft"
                " where year = ? and unit_code = ? order by written_at desc, criterion_code",
                (year, unit),
            )
        ]


def keep_scores(folder: Path, year: int, unit: str, drafts: list[ScoreDraft], *, writers: tuple[str, ...] = ()) -> None:
    """Keeps what was typed in the place of what its writer had there; an empty one takes that away. writers: other
    names under which the same person wrote."""
    with _to_write(folder) as con:
        for draft in drafts:
            con.executemany(
                "delete from verification_draft where year = ? and unit_code = ? and criterion_code = ? and written_by = ?",
                [(year, unit, draft.criterion_code, by) for by in {draft.by, *writers}],
            )
            if not draft.is_empty:
                con.execute(
                    "insert into verification_draft values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        year,
                        unit,
                        draft.criterion_code,
                        draft.points,
                        draft.is_na,
                        draft.note,
                        draft.evidence_state,
                        draft.decided_how,
                        draft.seen,
                        draft.by,
                        draft.at,
                    ),
                )


def drop_scores(folder: Path, year: int, unit: str, drafts: list[ScoreDraft]) -> None:
    """Takes away what was recorded or is not wanted; what was typed over it meanwhile stays."""
    with _to_write(folder) as con:
        con.executemany(
            "delete from verification_draft where year = ? and unit_code = ? and criterion_code = ? and points = ? and is_na = ?"
            " and note = ? and evidence_state = ? and written_by = ? and written_at = ?",
            [(year, unit, d.criterion_code, *d.content, d.by, d.at) for d in drafts],
        )


def reference_drafts(folder: Path, table: str) -> list[ReferenceDraft]:
    """How everybody is editing a table of the reference, newest first."""
    with _to_read(folder, "reference_draft") as con:
        if not con:
            return []
        return [
            ReferenceDraft(*row)
            for row in con.execute(
                "select table_name, base, rows, written_by, written_at from reference_draft where table_name = ?"
                " order by written_at desc, written_by",
                (table,),
            )
        ]


def keep_reference(folder: Path, draft: ReferenceDraft, *, writers: tuple[str, ...] = ()) -> None:
    """Keeps a table as it is being edited, in the place of what its writer had there. writers: other names of the same
    person."""
    with _to_write(folder) as con:
        con.executemany("delete from reference_draft where table_name = ? and written_by = ?", [(draft.table, by) for by in {draft.by, *writers}])  # fmt: skip
        con.execute("insert into reference_draft values (?, ?, ?, ?, ?)", (draft.table, draft.base, draft.rows, draft.by, draft.at))  # fmt: skip


def drop_reference(folder: Path, table: str, *writers: str) -> None:
    """Takes away what was recorded or is not wanted."""
    with _to_write(folder) as con:
        con.executemany("delete from reference_draft where table_name = ? and written_by = ?", [(table, by) for by in writers])  # fmt: skip
