"""Says what is wrong with a warehouse folder and mends what is safe to mend.

Safe is what the journal and the archive, which are the truth, allow to be made again. Nothing is ever deleted from
either of them: what does not belong there is set aside. Only of a survey that holds more than today's rules keep the
stored copy is replaced, by one that codes the same answers.
"""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import orjson

from warehouse import audit, inspect_snapshot
from warehouse.store import (
    RESTORING,
    State,
    Warehouse,
    WarehouseError,
    fold,
    is_as_kept,
    is_event,
    is_newest,
    reason,
    sha256_of,
)

CATALOGUE = Path(__file__).with_name("problem_codes.csv")
ENOUGH_FREE = 100  # MB; a load of a year of files needs some 40
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
# With these nothing can be rebuilt, and they say so themselves; without the right to write there is no lock.
KNOWN_TO_FAIL = {"not_writable", "restore_cut_off", "journal_missing", "journal_damaged", "journal_out_of_order", "journal_changed",
                 "journal_behind", "archive_missing", "archive_changed"}  # fmt: skip


def _read_catalogue() -> dict[str, dict]:
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


CODES = _read_catalogue()


@dataclass
class Problem:
    """One thing that is wrong. `mend` makes it right; without it, or where it failed, a person must do `remedy`."""

    code: str
    message: str
    mend: Callable[[], None] | None = None
    mended: bool = False

    @property
    def severity(self) -> str:
        return CODES[self.code]["severity"]

    @property
    def remedy(self) -> str:
        """What was done, or what a person has to do."""
        return CODES[self.code]["mended" if self.mended else "remedy"]

    @property
    def needs_a_person(self) -> bool:
        return not self.mended and self.severity != "info"

    def as_json(self) -> dict:
        """One element of `problems` in the `--json` object."""
        return {
            "code": self.code, "severity": self.severity, "message": self.message,
            "mended": self.mended, "remedy": self.remedy,
        }  # fmt: skip


def problem(code: str, mend: Callable[[], None] | None = None, place="", found="", expected="") -> Problem:
    """A problem in the words of the catalogue."""
    words = CODES[code]["message"].format(place=place, found=found, expected=expected)
    return Problem(code, words, mend)


def run(
    warehouse: Warehouse,
    today: date,
    dry: bool = False,
    quick: bool = False,
    progress: Callable[[str, int, int], None] = lambda step, done, total: None,
) -> list[Problem]:
    """Examines the folder and, unless dry, mends what can be mended; then proves that a rebuild works, unless quick. A
    healthy folder is only read."""
    problems = examine(warehouse, today)
    cannot_write = any(p.code == "not_writable" for p in problems)
    if not dry and not cannot_write and any(p.mend for p in problems):
        with warehouse.lock_only():
            problems = examine(warehouse, today)  # what a running load was about to finish is no problem
            for one in problems:
                if one.mend:
                    _mend(one)
    in_the_way = any(p.code in KNOWN_TO_FAIL and not p.mended for p in problems)
    if quick or in_the_way or not warehouse.journal.is_file():
        return problems
    return [*problems, *_rebuild(warehouse, today, progress)]


def _mend(one: Problem) -> None:
    from warehouse.build import CheckFailed

    try:
        one.mend()
        one.mended = bool(CODES[one.code]["mended"])
    except (WarehouseError, CheckFailed) as error:
        # one thing that cannot be mended must not keep the others
        one.message += f" Chưa sửa được: {error}"


def examine(warehouse: Warehouse, today: date) -> list[Problem]:
    """Everything that is wrong, in the order in which it is to be mended; changes nothing."""
    if not warehouse.root.is_dir():
        return []
    if (warehouse.root / RESTORING).exists():
        return [problem("restore_cut_off")]
    found = [*_place(warehouse), *_leftovers(warehouse), *_quarantine(warehouse), *_audit(warehouse)]
    if not warehouse.journal.is_file():
        return found + _without_journal(warehouse)
    state, of_journal = _journal(warehouse)
    found += of_journal
    if state:
        found += _archive(warehouse, state)
        found += _surveys(warehouse, state, today)
        found += _versions(warehouse, state)
        found += _unannounced(warehouse, state)
        # else what a mended snapshot or pointer said would not be what was told
        if not {"journal_changed", "journal_behind"} & {p.code for p in found}:
            found += _snapshots(warehouse, state, today)
            found += _pointer(warehouse, state)
    return found


# the folder


def _place(warehouse: Warehouse) -> Iterator[Problem]:
    folders = (warehouse.root, warehouse.archive, warehouse.snapshots)
    for folder in folders:
        if folder.is_dir() and not os.access(folder, os.W_OK):
            yield problem("not_writable", place=folder)
    free = shutil.disk_usage(warehouse.root).free // 2**20
    if free < ENOUGH_FREE:
        yield problem("disk_nearly_full", found=free)


def _leftovers(warehouse: Warehouse) -> Iterator[Problem]:
    for path in warehouse.leftovers():
        yield problem("leftover", lambda path=path: path.unlink(missing_ok=True), found=path.name)


def _quarantine(warehouse: Warehouse) -> Iterator[Problem]:
    if os.name == "nt" or not warehouse.quarantine.is_dir():
        return  # Windows has no such bits; the folder inherits what its owner set
    for path in (warehouse.quarantine, *sorted(warehouse.quarantine.iterdir())):
        if path.stat().st_mode & 0o077:
            mode = PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE
            yield problem("quarantine_open", lambda path=path, mode=mode: path.chmod(mode), found=path.name)


def _audit(warehouse: Warehouse) -> Iterator[Problem]:
    ledger = audit.Ledger(warehouse.root)
    if (line := ledger.changed_line()) is not None:
        yield problem("audit_changed", found=line)
    if (seq := ledger.unlike_journal()) is not None:
        yield problem("journal_unlike_ledger", found=seq)


# the journal


def _without_journal(warehouse: Warehouse) -> list[Problem]:
    kept = [p for p in warehouse.archive.glob("*.*") if not p.name.startswith(audit.STEM)] + list(
        warehouse.snapshots.glob("*.duckdb")
    )
    return [problem("journal_missing")] if kept or warehouse.pointer.exists() else []


def _journal(warehouse: Warehouse) -> tuple[State | None, list[Problem]]:
    """What the journal says, and what is wrong with it; no state where a line cannot be read."""
    *lines, rest = warehouse.journal.read_bytes().split(b"\n")
    found = [problem("journal_torn", warehouse.cut_torn_line)] if rest else []
    events, last = [], 0
    for number, line in enumerate(lines, 1):
        try:
            event = orjson.loads(line)
        except ValueError:
            event = None
        if not is_event(event):
            return None, [*found, problem("journal_damaged", found=number)]
        if event["seq"] <= last:
            found.append(problem("journal_out_of_order", found=event["seq"], expected=last))
        last = event["seq"]
        events.append(event)
    try:
        line, _ = warehouse.not_whole()  # what it lost at its end is told with the snapshots
        if line is not None:
            found.append(problem("journal_changed", found=line))
        return fold(events), found
    except WarehouseError:
        return None, [*found, problem("journal_damaged", found=len(events))]


# the archive


def _archive(warehouse: Warehouse, state: State) -> Iterator[Problem]:
    kept = _kept(state)
    documents = {file["sha256"] for file in state.documents}
    for event in kept.values():
        try:
            path = warehouse.archived(event["sha256"], event["ext"])
        except WarehouseError:
            name = f"{event['sha256']}.{event['ext']}"
            yield problem("archive_missing", found=name, place=event["path"])
            continue
        stored_otherwise = event["kind"] == "survey" and not event.get("stored_sha256")
        if not stored_otherwise and not is_as_kept(path, event):
            yield problem(
                "archive_changed", lambda path=path: _set_aside(warehouse, path), found=path.name, place=event["path"]
            )  # fmt: skip
    unlisted = [
        path.name
        for folder in (warehouse.archive, warehouse.quarantine)
        for path in sorted(folder.glob("*.*"))
        if path.is_file()
        and path.stem not in kept
        and path.stem not in documents
        and path.suffix not in (".incoming", ".again")
        and not path.name.startswith(audit.STEM)
        if path not in (warehouse.journal, warehouse.torn, warehouse.head)
    ]
    if unlisted:
        yield problem("archive_unlisted", found=len(unlisted), place=unlisted[0])


def _surveys(warehouse: Warehouse, state: State, today: date) -> Iterator[Problem]:
    """What the archive keeps of surveys is no more than today's rules keep."""
    from etl.desk import survey_again

    kept = _kept(state)
    for path in warehouse.stored_again():
        is_told = path.stem in kept and is_newest(path, kept[path.stem])
        code, place = ("survey_stores_personal", kept[path.stem]["path"]) if is_told else ("leftover", "")
        yield problem(code, warehouse.replace_stored, place=place, found=path.name)
    surveys = [e for e in kept.values() if e["kind"] == "survey" and e.get("stored_sha256")]
    whole = [e for e in surveys if _is_whole(warehouse, e)]
    for one in survey_again.find(warehouse, whole, today):
        event = one.event
        words = {"found": f"{event['sha256']}.{event['ext']}", "place": event["path"]}
        if one.can_be_stored:

            def mend(one=one) -> None:
                survey_again.store(warehouse, one)

            yield problem("survey_stores_personal", mend, **words)
        else:
            why = "câu trả lời đã mã hóa sẽ đổi" if one.look else "không đọc được hết bản lưu"
            yield problem("survey_not_stripped", expected=why, **words)


def _is_whole(warehouse: Warehouse, event: dict) -> bool:
    """Whether the stored copy of a survey is there and unchanged, and none waits to take its place."""
    path = warehouse.archive / f"{event['sha256']}.{event['ext']}"
    waits = path.with_suffix(".again")
    return path.is_file() and is_as_kept(path, event) and not (waits.is_file() and is_newest(waits, event))


def _versions(warehouse: Warehouse, state: State) -> Iterator[Problem]:
    """Signed-off documents, and those of stages, are as they were signed off."""
    for file in state.documents:
        path = warehouse.archive / f"{file['sha256']}.{file['ext']}"
        if not path.is_file() or sha256_of(path) != file["sha256"]:
            yield problem("version_damaged", found=path.name, place=file["name"])


def _kept(state: State) -> dict[str, dict]:
    """sha256 → the event that tells under which name its bytes were kept last."""
    kept: dict[str, dict] = {}
    for event in state.all_files:
        repeated = event["status"] == "duplicate" and event["sha256"] in kept
        if event["sha256"] and event["ext"] and not repeated:
            kept[event["sha256"]] = event
    return kept


def _set_aside(warehouse: Warehouse, path: Path) -> None:
    folder = warehouse.archive / "changed"
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    path.replace(_free_name(folder / path.name))


def _free_name(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free


# snapshots and the pointer


def _unannounced(warehouse: Warehouse, state: State) -> Iterator[Problem]:
    for snapshot in warehouse.unannounced(state):
        if warehouse.is_of_a_killed_writer(snapshot, state):
            yield problem("snapshot_unannounced", warehouse.snapshot_path(snapshot).unlink, found=snapshot)
        else:
            yield problem("journal_behind", found=snapshot)


def _snapshots(warehouse: Warehouse, state: State, today: date) -> Iterator[Problem]:
    from etl.run.base import heal, make_again

    expected, pinned = state.current, state.pinned & state.published.keys()
    for path in sorted(warehouse.snapshots.glob("*.duckdb")):
        snapshot = path.stem
        if snapshot in state.published and (code := _difference(warehouse, state, snapshot)):

            def mend(path: Path = path) -> None:
                path.replace(_free_name(path.with_suffix(".damaged")))
                heal(warehouse, today)
                if path.stem in pinned and not path.is_file():
                    make_again(warehouse, path.stem, today)

            yield problem(code, mend, found=snapshot)
    if expected and not warehouse.snapshot_path(expected).is_file():
        yield problem("snapshot_missing", lambda: heal(warehouse, today), found=expected)
    for snapshot in sorted(pinned - {expected}):
        if not warehouse.snapshot_path(snapshot).is_file():
            yield problem("snapshot_pinned_missing", partial(make_again, warehouse, snapshot, today), found=snapshot)


def _difference(warehouse: Warehouse, state: State, snapshot: str) -> str | None:
    """Code of what is wrong with a snapshot that the journal announced."""
    path = warehouse.snapshot_path(snapshot)
    as_published = state.hashes.get(snapshot) == sha256_of(path)
    if not as_published and not inspect_snapshot.reads_whole(path):
        return "snapshot_damaged"
    if snapshot in state.hashes and not as_published:
        return "snapshot_changed"
    covered = state.published[snapshot]["covers_seq"]
    journal = {
        tuple(event[column] for column in inspect_snapshot.LEDGER)
        for event in state.files_in(snapshot)
        if event["seq"] <= covered
    }
    return None if inspect_snapshot.ledger(path) == journal else "snapshot_changed"


def _pointer(warehouse: Warehouse, state: State) -> Iterator[Problem]:
    expected, named = state.current, warehouse.named()
    if not expected or named == expected:
        return

    def mend() -> None:
        if not warehouse.opens(expected):  # it could not be built anew
            raise WarehouseError(f"thiếu bản số liệu {expected}.")
        warehouse.point_to(expected)

    words = named or ("không đọc được" if warehouse.pointer.exists() else "không có tệp này")
    yield problem("current_damaged", mend, found=words, expected=expected)


# the way back


def _rebuild(warehouse: Warehouse, today: date, progress: Callable[[str, int, int], None]) -> Iterator[Problem]:
    """Whether journal and archive alone give the marts that are shown. Made in a private folder elsewhere, coded answers
    included; this folder is only read."""
    import duckdb

    from etl.run.base import prove
    from etl.run.session import Session
    from warehouse import build

    with warehouse.lock_only(), tempfile.TemporaryDirectory(prefix="pbgdpl-") as folder:
        state = warehouse.state()
        if state.current is None:
            return
        built, shown = Path(folder) / "proof.duckdb", warehouse.snapshot_path(state.current)
        progress("Dựng thử từ nhật ký và kho lưu", 0, 1)
        try:
            kept = prove(Session(warehouse, today, dry=True, progress=progress), state, state.current, built)
        except (build.CheckFailed, WarehouseError) as error:
            yield problem("rebuild_fails", found=str(error).rstrip("."))
        except duckdb.Error as error:
            yield problem("rebuild_fails", found=reason(error).rstrip("."))
        else:
            yield from (problem("kept_as_accepted", found=path) for path in kept)
            # one that is lost or changed says nothing, one of an older release has other tables
            says = warehouse.opens(state.current) and not _difference(warehouse, state, state.current)
            if names := says and build.fits(shown) and build.marts_that_differ(shown, built):
                yield problem("rebuild_differs", found=", ".join(names), place=state.current)
        progress("Dựng thử từ nhật ký và kho lưu", 1, 1)
