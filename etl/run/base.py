"""What a run stands on: the folder, locked and whole; the earlier snapshot, made anew where it was lost or an upgrade
changed its tables."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from etl.run import reference, rows
from etl.run.session import Earlier, Session, usable
from warehouse import audit, build, clock
from warehouse.acting import acting
from warehouse.store import DOCTOR, State, Warehouse, WarehouseError, fold, sha256_of


@contextmanager
def opened(session: Session) -> Iterator[Path]:
    """The scratch folder of a run, under the lock and on a folder that is whole; dry: without the lock, elsewhere."""
    warehouse = session.warehouse
    # hundreds of thousands of short rows live through a run: the collector would only walk them again and again
    was_on = gc.isenabled()
    gc.disable()
    try:
        if session.dry:
            warehouse.refuse_if_not_whole()
            refuse_lost_snapshot(warehouse)
            with tempfile.TemporaryDirectory(prefix="pbgdpl-") as folder, warehouse.held_open():
                yield Path(folder)
            return
        with warehouse.locked(), warehouse.held_open():
            audit.look(warehouse.root)
            heal(warehouse, session.today)
            try:
                yield warehouse.scratch
            finally:
                shutil.rmtree(warehouse.scratch, ignore_errors=True)
    finally:
        if was_on:
            gc.enable()


def found(session: Session, scratch: Path, anew: bool = False) -> Earlier:
    """What a run finds; anew: it takes no rows over."""
    state, current = session.warehouse.state(), session.warehouse.current_id()
    base, notes = _base(session, scratch, current) if current and not anew else (None, [])
    files = rows.noted(state.files, notes)
    return Earlier(session, scratch, state.last_run + 1, state, files, current, base, notes=notes)


def after(earlier: Earlier, *events: dict) -> Earlier:
    """The same once the events are in the journal."""
    state = fold([*earlier.session.warehouse.events(), *events])
    return replace(earlier, state=state, files=rows.noted(state.files, earlier.notes))


def _base(session: Session, scratch: Path, snapshot: str) -> tuple[Path, list[dict]]:
    """The snapshot whose rows the next one takes over; after an upgrade that changed the tables one that is built from
    the journal for this run: dates and checks need the rows of earlier files. With what the journal must say of that."""
    if path := usable(session.warehouse, snapshot):
        return path, []
    folder = scratch / "upgraded"
    for one in (scratch, folder):  # only its owner may read it
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{snapshot}.duckdb"
    quiet = Session(session.warehouse, session.today, workers=session.workers)
    return target, _build_from_journal(quiet, session.warehouse.state(), snapshot, target, folder / "scratch")


def _build_from_journal(session: Session, state: State, snapshot: str, target: Path, scratch: Path) -> list[dict]:
    covered = state.published[snapshot]["covers_seq"]
    files = [e for e in state.files_in(snapshot) if e["seq"] <= covered]
    return _build_files(session, state, snapshot, files, target, scratch)


def _build_files(
    session: Session, state: State, snapshot: str, files: list[dict], target: Path, scratch: Path
) -> list[dict]:
    """A snapshot of these files, read from the archive, under the id and at the as_of of a publication. What the journal
    must say of them."""
    event = state.published[snapshot]
    earlier = Earlier(session, scratch, state.last_run, state, files)
    held = reference.unchanged(earlier, date.fromisoformat(event["as_of"]))
    earlier, raw, notes = rows.as_accepted(earlier, held, [])
    build.build(
        target, snapshot=snapshot, as_of=held.as_of, published_at=event["at"], reference=held.tables, files=earlier.files,
        base=None, rows=raw.tables, answers=raw.answers, stages=state.stages_in(snapshot),
    )  # fmt: skip
    shutil.rmtree(scratch, ignore_errors=True)
    return notes


def restore(session: Session, state: State, snapshot: str, event: dict) -> list[dict]:
    """Builds a snapshot that was cleaned up, lost or damaged anew, under its own id, from the files in force then. What
    the journal must say: `event`, with the hash of the file, and what became of files that today's rules would refuse."""
    warehouse = session.warehouse
    target = warehouse.snapshots / f"{snapshot}.building.duckdb"
    notes = _build_from_journal(session, state, snapshot, target, warehouse.scratch)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    event = {
        **event,
        "seq": state.last_seq + 1,
        "snapshot_sha256": sha256_of(target),
        "at": clock.stamp(),
    } | acting().signature()
    target.replace(warehouse.snapshot_path(snapshot))
    said = {name: event[name] for name in ("at", *acting().signature())} | {"run": state.last_run}
    return [event, *(note | said | {"seq": event["seq"] + n} for n, note in enumerate(notes, 1))]


def prove(session: Session, state: State, snapshot: str, target: Path) -> list[str]:
    """Builds what `rebuild` would from journal and archive, as this snapshot, into a file outside the folder; raises where
    it could not. What no publication covers is left out. The files that today's rules would refuse and that nothing says
    so of yet."""
    covered = [e for e in state.files if e["seq"] <= state.covered_seq]
    notes = _build_files(session, state, snapshot, covered, target, target.parent / "scratch")
    kept = {one["seq"] for note in notes for one in note["files"]}
    return [e["path"] for e in covered if e["seq"] in kept]


def heal(warehouse: Warehouse, today: date) -> str | None:
    """Within the lock: builds the snapshot that should be current anew where it was lost; its id if so."""
    state = warehouse.state()
    lost = state.current
    if lost is None or warehouse.opens(lost):
        return None
    make_again(warehouse, lost, today)
    warehouse.point_to(lost)
    return lost


def make_again(warehouse: Warehouse, snapshot: str, today: date) -> None:
    """Within the lock: a snapshot that was lost, as it was."""
    event = {"type": "restored", "snapshot": snapshot}
    warehouse.append(restore(Session(warehouse, today), warehouse.state(), snapshot, event))


def refuse_lost_snapshot(warehouse: Warehouse) -> None:
    """A dry run may not build it anew, and against an older one it would tell another result than `load`."""
    current = warehouse.state().current
    if current and not warehouse.opens(current):
        raise WarehouseError(f"Bản số liệu {current} bị mất hoặc hỏng. {DOCTOR}")
