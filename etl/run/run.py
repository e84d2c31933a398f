"""One run, from paths to a published snapshot.

Order of a run: lock → bytes into the archive → reference and frameworks → the other files, parsed by workers →
dates and statuses → snapshot built → journal → publication. Killed anywhere, the old snapshot is served, and the
next run goes on from the journal.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from etl.run import base, changed, decide, events, files, handed, publish, reference, second
from etl.run.files import Item, describe
from etl.run.reference import Held
from etl.run.session import Earlier, Session
from warehouse import clock, scale
from warehouse.acting import acting
from warehouse.store import Warehouse


class UnknownSnapshot(Exception):
    """No publication has that id; the message is for the user."""


@dataclass
class Result:
    """What a run did."""

    snapshot: str | None
    items: list[Item]
    unit_names: dict[str, str] = field(default_factory=dict)  # code → name
    report_path: Path | None = None  # where its report is kept; None for a dry run
    difference: dict | None = None  # of a dry run that was asked: see etl/run/changed.py

    @property
    def has_rejected(self) -> bool:
        return any(item.status == "rejected" for item in self.items)

    def as_json(self) -> dict:
        """The object of `--json`."""
        told = {"snapshot": self.snapshot, "files": [describe(item) for item in self.items]}
        return told if self.difference is None else told | {"difference": self.difference}


def load(session: Session, paths: list[Path]) -> Result:
    """Loads files and folders."""
    return _run(session, lambda earlier: files.collect(earlier, paths))


def recheck(session: Session) -> Result:
    """All rejected files of the archive again, with today's reference and layouts."""
    return _run(session, files.rejected)


def confirm(session: Session, sha256: str) -> tuple[Result, list[dict]]:
    """One file again, which a second person confirms; and what it says of the own unit. Raises
    second.NotWaiting."""

    def collect(earlier: Earlier) -> list[Item]:
        event = second.confirmable(earlier.state, sha256)
        item = files.again(session.warehouse, event)
        return [replace(item, came=replace(item.came, is_confirmed=True))]

    with base.opened(session) as scratch:
        earlier = base.found(session, scratch)
        before = reference.in_force(earlier)
        result = _execute(earlier, collect)
    return result, [row for item in result.items for row in second.about_own(earlier, before, item)]


def refresh(session: Session) -> Result:
    """Publishes the same data at today's as_of."""
    return _run(session, _nothing, force=True)


def rebuild(session: Session, survey_results: Path | None = None) -> Result:
    """Builds anew from journal and archive, at the as_of of the current publication."""
    with base.opened(session) as scratch:
        if survey_results:
            scale.refuse_another(session.warehouse, survey_results)
        earlier = replace(base.found(session, scratch, anew=True), survey_results=survey_results)
        return _execute(earlier, _nothing, force=True, day=_day(earlier))


def finish(warehouse: Warehouse, today: date) -> None:
    """Publishes what a run that was cut off had announced; within the lock of another run."""
    if warehouse.state().pending:
        _execute(base.found(Session(warehouse, today), warehouse.scratch), _nothing)


def rollback(warehouse: Warehouse, snapshot: str, today: date) -> None:
    """Puts an earlier snapshot, and the files in force then, in force again."""
    with warehouse.locked():
        state = warehouse.state()
        if snapshot not in state.published:
            raise UnknownSnapshot(f"Không có lần cập nhật nào mang mã {snapshot}. Xem: python -m etl history")
        event = {
            "type": "rollback",
            "seq": state.last_seq + 1,
            "to": snapshot,
            "at": clock.stamp(),
        } | acting().signature()
        is_there = warehouse.opens(snapshot)
        warehouse.append([event] if is_there else base.restore(Session(warehouse, today), state, snapshot, event))
        warehouse.point_to(snapshot)
        finish(warehouse, today)  # stages are not taken back: what the chosen snapshot lacks of them is published
        shutil.rmtree(warehouse.scratch, ignore_errors=True)


def _nothing(earlier: Earlier) -> list[Item]:
    return []


def _run(session: Session, collect: Callable[[Earlier], list[Item]], force: bool = False) -> Result:
    with base.opened(session) as scratch:
        return _execute(base.found(session, scratch), collect, force)


def _day(earlier: Earlier) -> date | None:
    """The as_of of the current publication."""
    state = earlier.state
    return date.fromisoformat(state.published[state.current]["as_of"]) if state.current else None


def _execute(
    earlier: Earlier, collect: Callable[[Earlier], list[Item]], force: bool = False, day: date | None = None
) -> Result:
    items = collect(earlier)
    force = force or earlier.is_upgraded  # pages need the new tables even where no file is new
    fresh = any(not i.status for i in items)
    if not (fresh or force or earlier.state.pending or publish.brings_a_name(earlier, items)):
        items = publish.only_journal(earlier, decide.repeated(items))
        return Result(None, items, report_path=_report_path(earlier))
    before = reference.in_force(earlier)
    items = second.of_reference(earlier, before, reference.read(before, items))
    while True:
        held, decided = _judged(earlier, before, items, day)
        try:
            return _published(earlier, held, decided, force)
        except second.Alone as alone:  # what changes the figures of the own unit, and nobody else has seen
            items = second.held_back(before, items, alone)


def _judged(earlier: Earlier, before: reference.Tables, items: list[Item], day: date | None) -> tuple[Held, list[Item]]:
    """The reference that holds, and the files with their statuses before the build. A reference and the files that replace
    what it breaks are judged together."""
    while True:
        held, items = reference.settle(earlier, before, items, day)
        read = second.told(earlier, files.read(earlier.session, reference.accept(items), held.context), held.context)
        decided = _decided(earlier, held, read)
        if decide.replaces(held.broken, decided, reference.waves(earlier, held, decided)):
            break
        items = reference.refuse(held, items)
    return held, [events.named(i, lambda: held.context) for i in decide.repeated(decided)]


def _published(earlier: Earlier, held: Held, items: list[Item], force: bool) -> Result:
    earlier, out = publish.taken_out(earlier, held.broken)
    earlier, reread = publish.restated(earlier, held.verdict)
    earlier, notes = handed.stages(earlier, items, [*earlier.notes, *out, *reread])
    snapshot, items = publish.publish(earlier, held, items, notes, force)
    return Result(snapshot, items, reference.unit_names(held), _report_path(earlier), _difference(earlier, held))


def _difference(earlier: Earlier, held: Held) -> dict | None:
    """What a dry run would change; None where nobody asks, or there are no figures yet."""
    built = publish.building_path(earlier, held)
    if not (earlier.session.compares and earlier.session.dry and earlier.base):
        return None
    found = changed.between(earlier.base, built, held) if built.exists() else {}
    return {name: rows for name, rows in found.items() if name != "warnings"}


def _decided(earlier: Earlier, held: Held, items: list[Item]) -> list[Item]:
    """The files with their numbers and their statuses before the build."""
    seen, today = earlier.state.first_seen(), held.as_of.isoformat()
    items = events.numbered(earlier, items, lambda sha256: seen.get(sha256) or today, lambda: held.context)
    items = decide.told(items, decide.registers(earlier.in_force, items))
    dates = events.dates(earlier, held, items) if decide.needs_dates(items) else {}
    waves = reference.waves(earlier, held, items)
    return decide.told(items, decide.versions(earlier.in_force, items, dates, waves, held.as_of))


def _report_path(earlier: Earlier) -> Path | None:
    session = earlier.session
    if session.dry:
        return None
    return session.warehouse.root / "reports" / f"{earlier.number:06d}-{session.today:%Y%m%d}.xlsx"
