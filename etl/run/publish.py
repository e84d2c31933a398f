"""The end of a run: its events, the new snapshot, journal and publication."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from etl.kinds import recheck
from etl.run import decide, events, reference, rows, second
from etl.run.files import Item
from etl.run.reference import Held
from etl.run.rows import Raw
from etl.run.session import Earlier, usable
from warehouse import audit, build
from warehouse.acting import acting
from warehouse.store import Warehouse
from warehouse.withdrawn import IN_FORCE

# what may hold answers of people: it waits where only the owner may read it
TABULAR = {"xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "html", "xml"}
CRASHED = {"parser_crashed", "time_limit"}


def brings_a_name(earlier: Earlier, items: list[Item]) -> bool:
    """Whether a duplicate came under a new name that a row of the register in force has: the row dates it now."""
    covered = earlier.state.covered_seq
    known = {(e["sha256"], e["file_name"]) for e in earlier.files if e["seq"] <= covered}
    came = {(e["sha256"], e["file_name"]) for e in earlier.files if e["seq"] > covered and e["status"] == "duplicate"}
    came |= {(i.sha256, i.file_name) for i in items if i.status == "duplicate"}
    names = {name for _, name in came - known}
    return earlier.base is not None and bool(names) and build.names_a_row(earlier.base, names)


def only_journal(earlier: Earlier, items: list[Item]) -> list[Item]:
    """Journal lines of a run that changes nothing; its files, as they end."""
    session = earlier.session
    if session.dry or not items:
        return items
    context = cache(lambda: reference.context_of(earlier, reference.in_force(earlier)))
    items = events.numbered(earlier, items, lambda _: session.today.isoformat(), context)
    written = events.of_run(earlier, session.today, items)
    session.warehouse.append(_settled(session.warehouse, items, written))
    return items


# what the run says of earlier files


def noted(earlier: Earlier, notes: list[dict], items: list[Item]) -> list[dict]:
    """Events that are no files, numbered after those of the files."""
    last = max([earlier.state.last_seq, *(i.line.seq for i in items)])
    return [
        note | {"seq": seq, "run": earlier.number, **earlier.signature()} for seq, note in enumerate(notes, last + 1)
    ]


def taken_out(earlier: Earlier, broken: list[dict]) -> tuple[Earlier, list[dict]]:
    """Without files in whose place others of this run come, and what the journal says of that. They stay receipts; a
    later duplicate of theirs would be as unreadable."""
    if not broken:
        return earlier, []
    contents = {(e["kind"], e["unit_code"], e["year"], e["content_hash"]) for e in broken}
    hashes = {e["sha256"] for e in broken}
    gone = {e["seq"] for e in broken} | {
        e["seq"]
        for e in earlier.files
        if e["status"] == "duplicate"
        and (e["sha256"] in hashes or (e["kind"], e["unit_code"], e["year"], e["content_hash"]) in contents)
    }
    note = {"type": "withdrawn", "runs": [], "files": sorted(gone), "with_receipts": False}
    withdrawals = [*earlier.state.withdrawals, note | {"seq": 0, "run": earlier.number}]
    state = replace(earlier.state, withdrawals=withdrawals)
    return replace(earlier, files=state.files), [note]


def restated(earlier: Earlier, verdict: recheck.Verdict) -> tuple[Earlier, list[dict]]:
    """With the data rows that another reference reads in files in force, and what the journal says of that."""
    files = verdict.restated(earlier.files)
    if not files:
        return earlier, []
    notes = [{"type": "reread", "files": files}]
    return replace(earlier, files=rows.noted(earlier.files, notes)), notes


# the snapshot


def snapshot_id(earlier: Earlier, held: Held) -> str:
    """Id of the snapshot that a run makes."""
    return f"{earlier.number:06d}-{held.as_of:%Y%m%d}"


def building_path(earlier: Earlier, held: Held) -> Path:
    """Where it is made."""
    if earlier.session.dry:
        return earlier.scratch / "dry.duckdb"
    return earlier.session.warehouse.snapshots / f"{snapshot_id(earlier, held)}.building.duckdb"


def made(earlier: Earlier, held: Held, target: Path, written: list[dict], raw: Raw) -> AbstractContextManager:
    """The snapshot of the files in force and the events of this run, staged (see `build.staged`)."""
    return build.staged(
        target, snapshot=snapshot_id(earlier, held), as_of=held.as_of, published_at=earlier.at, reference=held.tables,
        files=earlier.files + written, base=earlier.base, rows=raw.tables, answers=raw.answers,
        replaced=held.verdict.replaced, stages=earlier.state.stages,
        base_sha256=earlier.state.hashes.get(earlier.current or ""), survey_results=earlier.survey_results,
    )  # fmt: skip


class Built(NamedTuple):
    """A snapshot before its publication, and what its making said of the files."""

    target: Path
    items: list[Item]
    written: list[dict]
    raw: Raw
    is_whole: bool  # else a file of this run was rejected on the way
    notes: list[dict]  # what the journal must say of files that today's rules would refuse
    is_as_before: bool | None  # its marts against those of the snapshot before; None: nobody compared (build.Making)


def _built(earlier: Earlier, held: Held, items: list[Item], written: list[dict]) -> Built:
    earlier.session.progress("Tính số liệu", 0, 1)
    target = building_path(earlier, held)
    earlier, raw, notes = rows.as_accepted(earlier, held, items)
    is_as_before = None
    with made(earlier, held, target, written, raw) as making:
        said = decide.after_staging(items, build.staged_findings(making.con, earlier.state.last_seq + 1))
        is_whole = not decide.refuses(items, said)
        items = decide.told(items, said)
        if is_whole:
            new = {i.line.seq: events.received(earlier, held.as_of, i, i.status) for i in items if i.line.seq in said}
            written = [new.get(e["seq"], e) for e in written]
            if new:
                build.restate(making, list(new.values()))
            build.finish(making)
            is_as_before = making.is_as_before
    if not is_whole:
        target.unlink()
    return Built(target, items, written, raw, is_whole, notes, is_as_before)


def publish(
    earlier: Earlier, held: Held, items: list[Item], notes: list[dict], force: bool
) -> tuple[str | None, list[Item]]:
    """The id of the new snapshot, None where no mart changes; and the files, as they end."""
    session = earlier.session
    while True:
        written = events.of_run(earlier, held.as_of, items)
        if not (force or notes or _changes(written) or earlier.state.pending or brings_a_name(earlier, items)):
            if not session.dry:
                session.warehouse.append(_settled(session.warehouse, items, written))
            return None, items
        built = _built(earlier, held, items, written)
        items = built.items
        if built.is_whole:
            second.refuse_alone(earlier, held.before, items, built.target)
            return None if session.dry else _published(earlier, held, built, [*notes, *built.notes]), items


def without_files(earlier: Earlier, held: Held, raw: Raw) -> Path:
    """The snapshot of a run that brings none, whole but not published."""
    target = building_path(earlier, held)
    with made(earlier, held, target, [], raw) as making:
        build.finish(making)
    return target


def _changes(written: list[dict]) -> bool:
    """Whether any mart may change: by what is in force, or by a receipt."""
    receipts = ("self_assessment", "unknown")
    return any(e["status"] in IN_FORCE or (e["status"] == "rejected" and e["kind"] in receipts) for e in written)


def _published(earlier: Earlier, held: Held, built: Built, notes: list[dict]) -> str | None:
    warehouse = earlier.session.warehouse
    written = _settled(warehouse, built.items, built.written)
    _keep_answers(warehouse, held, built.target, built.raw)
    is_certain = notes or any(e["kind"] == "self_assessment" and e["status"] in decide.ACCEPTED for e in written)
    written += noted(earlier, notes, built.items)
    if not is_certain and _is_as_published(earlier, built):
        built.target.unlink()
        end = {"type": "unchanged", "snapshot": earlier.current} | _end(earlier, written)
        warehouse.append([*written, end])
        return None
    return _announce(earlier, held, built.target, written)


def _is_as_published(earlier: Earlier, built: Built) -> bool:
    if built.is_as_before is not None:
        return built.is_as_before
    warehouse, current = earlier.session.warehouse, earlier.current
    if not current or not usable(warehouse, current):
        return False
    return build.marts_equal(warehouse.snapshot_path(current), built.target)


def publish_event(earlier: Earlier, held: Held, raw: Raw, built: Path, events: list[dict], notes: list[dict]) -> str:
    """Publishes what follows from events that are no files; the id of the snapshot."""
    _keep_answers(earlier.session.warehouse, held, built, raw)
    return _announce(earlier, held, built, [*events, *noted(earlier, notes, [])])


def _announce(earlier: Earlier, held: Held, built: Path, written: list[dict]) -> str:
    """Makes what was built the current snapshot, with the events that it holds."""
    snapshot, warehouse = snapshot_id(earlier, held), earlier.session.warehouse
    published = {"type": "published", "snapshot": snapshot, "as_of": held.as_of.isoformat()}
    warehouse.publish(built, published | _end(earlier, written), written)
    warehouse.clean_up()
    audit.forget(warehouse.root, earlier.session.today, dict(row[:2] for row in held.tables.get("settings", [])))
    earlier.session.progress("Tính số liệu", 1, 1)
    return snapshot


def _end(earlier: Earlier, written: list[dict]) -> dict:
    """What the journal says of the end of a run."""
    last = written[-1]["seq"] if written else earlier.state.last_seq
    return {"seq": last + 1, "run": earlier.number, "at": earlier.at, **acting().signature(), "covers_seq": last}


# the archive


def _keep_answers(warehouse: Warehouse, held: Held, built: Path, raw: Raw) -> None:
    """Coded answers of the surveys in force, where pages read them."""
    known = build.surveys_in_force(built) if raw.answers else {}
    files = {seq: (raw.answers[seq], *known[seq]) for seq in known if seq in raw.answers}
    warehouse.keep_answers(files, held.context.surveys.fingerprint)


def _settled(warehouse: Warehouse, items: list[Item], written: list[dict]) -> list[dict]:
    """Gives the bytes of a run their final names; the events, as the archive keeps the files."""
    for item in items:
        if item.is_withheld:
            warehouse.drop(item.sha256)
    stored = {i.line.seq: i.parsed.stored for i in items if i.parsed and i.parsed.stored}
    return [_settled_one(warehouse, event, stored.get(event["seq"])) for event in written]


def _settled_one(warehouse: Warehouse, event: dict, stored: str | None) -> dict:
    if event["status"] == "duplicate" and event["ext"] is None:
        return event
    if stored and Path(stored).exists():
        is_told = warehouse.settle_survey(event["sha256"], Path(stored), event["status"] == "rejected")
        return event if is_told else {name: value for name, value in event.items() if name != "stored_sha256"}
    crashed = CRASHED & {f[1] for f in event["findings"]}
    tabular = event["kind"] == "unknown" and (event["ext"] in TABULAR or crashed)
    warehouse.settle(event["sha256"], event["ext"] or "bin", bool(tabular) or event["kind"] == "survey")
    return event
