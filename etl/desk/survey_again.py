"""Stored surveys that today's rules would strip more: found, proved to code the same answers, and stored anew.

What the archive keeps of a survey is the only copy there is, so nothing is replaced before the new one was read as the
loader reads it and gave the same answers.
"""

from __future__ import annotations

import contextlib
import copy
import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from etl.kinds import door, workers
from etl.read.model import ParsedFile
from etl.reference.context import Context
from etl.run.reference import reference_in_force
from warehouse import clock
from warehouse.acting import acting
from warehouse.store import Warehouse, WarehouseError, sha256_of

READS = 3  # of a stored survey: stripped anew, as it is, and what came of it


class Look(NamedTuple):
    """What comes of a stored survey under today's rules: the new copy, and whether it codes the same answers."""

    stored: str
    stored_sha256: str
    content_hash: str | None
    is_equal: bool


@dataclass(frozen=True)
class Stripped:
    """A stored survey that holds more than today's rules keep. `look` is None where it could not be read to its end;
    `folder` holds the new copy and lives as long as this."""

    event: dict
    look: Look | None
    folder: tempfile.TemporaryDirectory

    @property
    def can_be_stored(self) -> bool:
        return self.look is not None and self.look.is_equal


def find(warehouse: Warehouse, events: list[dict], today: date) -> Iterator[Stripped]:
    """Those of the `received` events of surveys, one for each stored copy, that are to be stripped more."""
    context = None
    for event in events:
        path = warehouse.archived(event["sha256"], event["ext"])
        if context is None:
            try:
                context = Context.from_tables(reference_in_force(warehouse), today)
            except WarehouseError:  # what is lost or changed is told elsewhere
                return
        folder = tempfile.TemporaryDirectory(prefix="pbgdpl-")
        context.scratch = folder.name
        limit = READS * (workers.TIME_LIMIT + path.stat().st_size / workers.BYTES_PER_SECOND)
        try:
            look = workers.call(strip_again, str(path), context, time_limit=limit)
        except workers.ChildFailed:
            yield Stripped(event, None, folder)
            continue
        if look:
            yield Stripped(event, look, folder)


def strip_again(path: str, context: Context) -> Look | None:
    """In a child: what today's rules leave of a stored survey; None where they take nothing from it."""
    kept, again = Path(path), _read(Path(path), context)
    if again.stored is None or not _differs(kept, Path(again.stored)):
        return None
    as_it_is = copy.copy(context)
    as_it_is.keeps_all = True
    before, after = _read(kept, as_it_is), _read(Path(again.stored), context)
    is_equal = _meaning(before) == _meaning(after)
    return Look(again.stored, again.stored_sha256, after.content_hash, is_equal)


def _read(path: Path, context: Context) -> ParsedFile:
    return door.parse_path(path, path.name, context)


def _differs(kept: Path, stored: Path) -> bool:
    """Whether any header or cell differs; another version of DuckDB may only quote otherwise."""
    if sha256_of(kept) == sha256_of(stored):
        return False
    with kept.open(encoding="utf-8", newline="") as old, stored.open(encoding="utf-8", newline="") as new:
        rows = zip(csv.reader(old), csv.reader(new), strict=False)
        return any(before != after for before, after in rows)


def _meaning(parsed: ParsedFile) -> tuple:
    """Everything of a survey that a mart can depend on."""
    errors = sorted(f.code for f in parsed.findings if f.severity == "error")
    return errors, parsed.rows, parsed.answers and _answers(Path(parsed.answers))


def _answers(path: Path) -> tuple:
    """The coded answers, whatever their order."""
    import duckdb  # only in the child

    with contextlib.closing(duckdb.connect()) as con:
        columns = con.execute("select * from read_parquet(?) limit 0", [str(path)]).description
        names = ", ".join(f'"{name}"' for name, *_ in columns)
        return con.execute(
            f"select count(*), sum(cast(hash({names}) as hugeint)) from read_parquet(?)", [str(path)]
        ).fetchone()


def store(warehouse: Warehouse, stripped: Stripped) -> None:
    """Within the lock: puts the new copy in the place of the old one."""
    sha256 = stripped.event["sha256"]
    path = warehouse.archived(sha256, stripped.event["ext"])
    event = {
        "type": "stored_again", "seq": warehouse.state().last_seq + 1, "sha256": sha256,
        "from": sha256_of(path), "to": stripped.look.stored_sha256, "content_hash": stripped.look.content_hash,
        "at": clock.stamp(), **acting().signature(),
    }  # fmt: skip
    warehouse.store_again(sha256, Path(stripped.look.stored))
    warehouse.append([event])
