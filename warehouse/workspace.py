"""`workspace.sqlite`: the words that people put into reports, with author and time. No mart reads it.

No text in it is ever changed or removed: saving adds a row, taking words back adds a row without words. `place` is a
paragraph of a document such as `ket_qua.2024`, `document` a document with its period such as `so-ket 2022 2025`.

What somebody has typed and not saved is a draft: it stays until that person saves it or throws it away.
"""

from __future__ import annotations

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
class Texts:
    """The words in force in a document by place; number: the newest text of the document, 0 where there is none."""

    number: int = 0
    by_place: dict[str, Text] = field(default_factory=dict)


@contextlib.contextmanager
def _connected(folder: Path, mode: str) -> Iterator[sqlite3.Connection]:
    try:
        address = f"{(folder / NAME).resolve().as_uri()}?mode={mode}"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=BUSY)) as con:
            yield con
    except (sqlite3.Error, OSError) as error:
        raise WorkspaceError(f"Không mở được tệp câu chữ {NAME} của kho: {error}.") from error


@contextlib.contextmanager
def _to_read(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """None where nothing was ever written."""
    if not (folder / NAME).is_file():
        yield None
        return
    with _connected(folder, "ro") as con:
        yield con


@contextlib.contextmanager
def _to_write(folder: Path) -> Iterator[sqlite3.Connection]:
    """In one piece: all of it is kept, or nothing."""
    with _connected(folder, "rwc") as con, con:
        con.execute("begin immediate")
        con.execute(TABLE)
        con.execute(DRAFTS)
        yield con


def texts(folder: Path, document: str, until: int | None = None) -> Texts:
    """The words in force; `until`: as they were after the text of that number."""
    with _to_read(folder) as con:
        rows = con.execute(
            "select max(number), place, words, instead_of, written_by, written_at from report_text"
            " where document = ? and (? is null or number <= ?) group by place order by place",
            (document, until, until),
        ).fetchall() if con else []  # fmt: skip
    found = [Text(*row) for row in rows]
    return Texts(
        max((text.number for text in found), default=0), {text.place: text for text in found if text.words is not None}
    )


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
    """What somebody has typed in a document and not saved, newest first; several of a place come from several windows."""
    with _to_read(folder) as con:
        # a file of an earlier release has no drafts
        if not con or not con.execute("select 1 from sqlite_master where name = 'report_draft'").fetchone():
            return []
        return [
            Unsaved(*row)
            for row in con.execute(
                "select number, place, words, based_on, written_by, written_at from report_draft"
                f" where document = ? and written_by in ({', '.join('?' * len(by))}) order by number desc",
                (document, *by),
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
