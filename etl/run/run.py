"""One run, from paths to a published snapshot.

Order of a run: lock → bytes into the archive → reference and frameworks → the other files, parsed by workers →
dates and statuses → snapshot built → journal → publication. Killed anywhere, the old snapshot is served, and the
next run goes on from the journal.
"""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

from etl.kinds import door, recheck
from etl.read import containers, recognise
from etl.read.findings import finding
from etl.read.model import Finding, ParsedFile
from etl.reference import tables
from etl.reference.context import Context
from etl.surveys import personal
from warehouse import kinds
from warehouse.acting import acting
from warehouse.store import DOCTOR, State, Warehouse, WarehouseError, fold, sha256_of
from warehouse.withdrawn import IN_FORCE, REFERENCE_KINDS

ACTION = "PBGDPL_ACTION"  # names what a person did at once and takes several runs
RECHECKED_SURVEYS = {"survey_row_refused", "survey_rows_refused", "option_unknown", "survey_outside_period"}
# what may hold answers of people: it waits where only the owner may read it
TABULAR = {"xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "html", "xml"}
CRASHED = {"parser_crashed", "time_limit"}
MAX_HELD = 4 * recognise.MAX_BYTES  # of a zip of many files; a larger file is never read whole
REPEATED = "repeated"  # the bytes stand twice in one run; never leaves this module
PLACE = {kind: place for place, kind in enumerate(kinds.catalogue())}  # whatever the order of paths

Progress = Callable[[str, int, int], None]
Done = TypeVar("Done")


def no_progress(step: str, done: int, total: int) -> None:
    """For callers that show nothing."""


class Rows(NamedTuple):
    """Data rows of a file: seen in its tables = loaded + refused."""

    rows_in: int
    loaded: int
    refused: int


@dataclass
class Item:
    """One file of a run: where it came from, what was read, what became of it."""

    path: str
    file_name: str
    sha256: str
    source: Path | bytes  # what a worker reads
    zip_of: dict | None = None
    parsed: ParsedFile | None = None
    status: str = ""
    seq: int = 0
    given_on: str | None = None
    first_seen_on: str = ""
    known: dict | None = None  # the journal event of the same bytes
    is_reference: bool = False
    kept_path: str = ""  # of a survey without the names of people, as journal and report keep it
    extra: list[Finding] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        return [*(self.parsed.findings if self.parsed else []), *self.extra]

    @property
    def rows(self) -> Rows:
        """What became of the data rows: a rejected file refuses all of them, a duplicate brings none."""
        if self.parsed is None or self.status == "duplicate":
            return Rows(0, 0, 0)
        loaded, total, refused = recheck.counted(self.parsed)
        return Rows(total, 0, total) if self.status == "rejected" else Rows(total, loaded, refused)

    @property
    def rows_read(self) -> Rows:
        """What a duplicate would bring, should it ever take the place of the other."""
        loaded, total, refused = recheck.counted(self.parsed)
        return Rows(total, loaded, refused)


@dataclass
class Result:
    """What a run did."""

    snapshot: str | None
    items: list[Item]
    unit_names: dict[str, str] = field(default_factory=dict)  # code → name

    @property
    def has_rejected(self) -> bool:
        return any(item.status == "rejected" for item in self.items)

    def as_json(self) -> dict:
        """The object of `--json`."""
        return {"snapshot": self.snapshot, "files": [describe(item) for item in self.items]}


def describe(item: Item) -> dict:
    """One file of the `--json` object."""
    parsed, known = item.parsed, item.known or {}
    return {
        "path": item.path,
        "sha256": item.sha256,
        "kind": parsed.kind if parsed else known["kind"],
        "status": item.status,
        "unit_code": parsed.unit_code if parsed else known["unit_code"],
        "year": parsed.year if parsed else known["year"],
        "rows": item.rows.loaded,
        "findings": [f._asdict() for f in item.findings],
    }


# files of a run


def paths_below(given: Path) -> Iterator[tuple[str, str]]:
    """(path relative to the PATH given, file) of a file or of everything in a folder. A link that stands in the folder
    is not followed; it is listed, so that somebody is told."""
    if not given.is_dir():
        yield given.name, str(given.resolve())
        return
    top = str(given)
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(n for n in folders if not n.startswith("."))
        inner = "" if folder == top else folder[len(top) :].lstrip(os.sep) + os.sep
        links = [name for name in folders if os.path.islink(f"{folder}{os.sep}{name}")]  # noqa: PTH114
        for name in sorted([*names, *links]):
            if not name.startswith(".") and name.casefold() not in containers.SKIPPED:
                # plain strings: pathlib would cost as much as hashing the file
                yield (inner + name).replace(os.sep, "/"), folder + os.sep + name


def head_of(path: str) -> bytes:
    """First bytes of a file."""
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read(4096)


def holds_reference(data: bytes) -> bool:
    """Whether a file must be read before the others, because they are read with it."""
    sheets = recognise.sheet_names(data)
    return tables.is_reference(sheets) if sheets else tables.is_reference_csv(data)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


class Refused(Exception):
    """A file was refused while the snapshot was built."""


class UnknownSnapshot(Exception):
    """No publication has that id; the message is for the user."""


class Run:
    """State of one run; `execute` does it."""

    def __init__(self, warehouse: Warehouse, today: date, *, dry: bool = False, received_on: date | None = None,
                 progress: Progress = no_progress, workers: int = 2, action: str | None = None):  # fmt: skip
        self.warehouse = warehouse
        self.today = today
        self.dry = dry
        self.received_on = received_on.isoformat() if received_on else None
        self.progress = progress
        self.workers = workers
        self.action = action or os.environ.get(ACTION)
        self.items: list[Item] = []
        self.answers: dict[int, Path] = {}  # file_seq → coded answers of a survey, made or found by this run
        # what the reference of this run reads in files that are in force
        self.verdict = recheck.Verdict()
        self.notes: list[dict] = []  # events of this run that are no files
        self.from_archive: dict[int, ParsedFile] = {}  # what was read of files that the base lacks

    @property
    def report_path(self) -> Path:
        """Where the report of this run is kept, beside the archive."""
        return self.warehouse.root / "reports" / f"{self.run_number:06d}-{self.today:%Y%m%d}.xlsx"

    # entry points

    def load(self, paths: list[Path]) -> Result:
        """Loads files and folders."""
        return self.within(lambda: self._execute(lambda: self._collect(paths)))

    def recheck(self) -> Result:
        """All rejected files of the archive again, with today's reference and layouts."""
        return self.within(lambda: self._execute(self._collect_rejected))

    def refresh(self) -> Result:
        """Publishes the same data at today's as_of."""
        return self.within(lambda: self._execute(lambda: None, force=True))

    def rebuild(self) -> Result:
        """Builds anew from journal and archive, at the as_of of the current publication."""
        return self.within(lambda: self._execute(lambda: None, force=True, anew=True))

    def finish(self, scratch: Path) -> None:
        """Publishes what a run that was cut off had announced; within the lock of another run."""
        self.scratch = scratch
        self._execute(lambda: None)

    def within(self, work: Callable[[], Done]) -> Done:
        """Does work under the lock, on a folder that is whole; dry: without the lock, in a scratch folder."""
        # hundreds of thousands of short rows live through a run: the collector would only walk them again and again
        was_on = gc.isenabled()
        gc.disable()
        try:
            if self.dry:
                refuse_lost_snapshot(self.warehouse)
                with tempfile.TemporaryDirectory() as folder, self.warehouse.held_open():
                    self.scratch = Path(folder)
                    return work()
            with self.warehouse.locked(), self.warehouse.held_open():
                heal(self.warehouse, self.today)
                self.scratch = self.warehouse.scratch
                try:
                    return work()
                finally:
                    shutil.rmtree(self.scratch, ignore_errors=True)
        finally:
            if was_on:
                gc.enable()

    def restore(self, state: State, snapshot: str) -> dict:
        """Builds a snapshot that was cleaned up, lost or damaged anew, under its own id, from the files in force
        then. What the journal must say about it."""
        target = self.warehouse.snapshots / f"{snapshot}.building.duckdb"
        self._build_from_journal(state, snapshot, target, self.warehouse.scratch)
        with target.open("rb+") as file:
            os.fsync(file.fileno())
        restored = {"snapshot_sha256": sha256_of(target)}
        target.replace(self.warehouse.snapshot_path(snapshot))
        return restored

    def prove(self, state: State, target: Path) -> None:
        """Builds what `rebuild` would from journal and archive into a file outside the folder; raises where it could
        not. What no publication covers is left out."""
        covered = [e for e in state.files if e["seq"] <= state.covered_seq]
        self._build_files(state, state.current, covered, target, target.parent / "scratch")

    def _build_from_journal(self, state: State, snapshot: str, target: Path, scratch: Path) -> None:
        covered = state.published[snapshot]["covers_seq"]
        files = [e for e in state.files_in(snapshot) if e["seq"] <= covered]
        self._build_files(state, snapshot, files, target, scratch)

    def _build_files(self, state: State, snapshot: str, files: list[dict], target: Path, scratch: Path) -> None:
        """A snapshot of these files, read from the archive, under the id and at the as_of of a publication."""
        from warehouse import build

        event = state.published[snapshot]
        self.state, self.base, self.run_number = state, None, state.last_run
        state.files = files
        self.scratch = scratch
        self.reference = self._reference_in_force()
        self.context = self._context(self.reference)
        rows = self.raw_rows([])
        self._refuse_unreadable()
        build.build(
            target, snapshot=snapshot, as_of=date.fromisoformat(event["as_of"]), published_at=event["at"],
            reference=self.reference, files=state.files, base=None, rows=rows, answers=self.answers,
            stages=state.stages_in(snapshot),
        )  # fmt: skip
        shutil.rmtree(self.scratch, ignore_errors=True)

    # the run

    def begin(self, state: State, anew: bool = False) -> None:
        """From here on the run has its number and the snapshot whose rows it takes over."""
        self.state = state
        self.run_number = state.last_run + 1
        self.first_seen = state.first_seen()
        current = self.current = self.warehouse.current_id()
        self.base = self._base(current) if current and not anew else None

    def _execute(self, collect: Callable[[], None], force: bool = False, anew: bool = False) -> Result:
        self.begin(self.warehouse.state(), anew)
        current = self.current
        # after an upgrade that changed the tables a run publishes even where no file is new: pages need them
        force = force or bool(self.base and self.base != self.warehouse.snapshot_path(current))
        self.in_force = {e["sha256"]: e for e in self.state.files if e["status"] in IN_FORCE}
        self.in_force |= self._copies()
        collect()
        fresh = [i for i in self.items if not i.status]
        if not fresh and not force and not self.state.pending and not self._brings_a_name():
            self._settle_repeated()
            self._journal()
            return Result(None, self.items)
        taken = self._read_reference(fresh)
        as_received = [(i, i.parsed, i.status, list(i.extra)) for i in self.items if i not in taken]
        while True:
            self._settle_reference(taken)
            self.as_of = self._as_of(anew)
            for item in self.items:
                item.first_seen_on = self.first_seen.get(item.sha256) or self.as_of.isoformat()
            self._read_files([i for i in fresh if not i.status])
            self._number()
            self._decide()
            if self._replaces_what_is_broken():
                break
            self._refuse_reference(taken)
            for item, item.parsed, item.status, extra in as_received:
                item.extra = list(extra)
        self._take_out_broken()
        self._restate()
        self._settle_repeated()
        names = {code: unit.unit_name for code, unit in self.context.units.items()}
        return Result(self._publish(force), self.items, names)

    def _base(self, snapshot: str) -> Path:
        """The snapshot whose rows the next one takes over; after an upgrade that changed the tables one that is
        built from the journal for this run: dates and checks need the rows of earlier files."""
        if path := self._usable(snapshot):
            return path
        self._upgraded = tempfile.TemporaryDirectory(prefix="pbgdpl-")  # lives as long as the run
        folder = Path(self._upgraded.name)
        earlier = Run(self.warehouse, self.today, dry=True, workers=self.workers)
        target = folder / f"{snapshot}.duckdb"
        earlier._build_from_journal(self.warehouse.state(), snapshot, target, folder / "scratch")
        return target

    def _usable(self, snapshot: str) -> Path | None:
        """The snapshot whose rows the next one may take over; None after an upgrade that changed the tables."""
        from warehouse import build

        path = self.warehouse.snapshot_path(snapshot)
        return path if build.fits(path) else None

    def _copies(self) -> dict[str, dict]:
        """Bytes that had the content of a submission of one version: they still have it, unread."""
        versions: dict[tuple, list[str]] = {}
        for e in self.state.files:
            if e["kind"] == "self_assessment" and e["status"] in IN_FORCE:
                versions.setdefault((e["unit_code"], e["year"]), []).append(e["content_hash"])
        return {
            e["sha256"]: e
            for e in self.state.files
            if e["status"] == "duplicate"
            and e["content_hash"]
            and versions.get((e["unit_code"], e["year"])) == [e["content_hash"]]
        }

    def _as_of(self, anew: bool) -> date:
        if anew and self.state.current:
            return date.fromisoformat(self.state.published[self.state.current]["as_of"])
        fixed = {row[0]: row[1] for row in self.reference.get("settings", [])}.get("as_of")
        return date.fromisoformat(fixed) if fixed else self.today

    def _collect(self, paths: list[Path]) -> None:
        for given in paths:
            for relative, path in paths_below(given):
                name = nfc(relative).rsplit("/", 1)[-1]
                try:
                    if not stat.S_ISREG(mode := os.lstat(path).st_mode):
                        self._add_link(nfc(relative), name, "liên kết" if stat.S_ISLNK(mode) else "ống dẫn, thiết bị")
                        continue
                    if os.path.getsize(path) > door.LARGE and door.is_text(head_of(path)):  # noqa: PTH202
                        self._add_large(nfc(relative), name, Path(path))
                        continue
                    with open(path, "rb") as file:  # noqa: PTH123
                        data = file.read(MAX_HELD + 1)
                    if len(data) > MAX_HELD:
                        del data
                        self._add_too_large(nfc(relative), name, partial(open, path, "rb"))
                        continue
                except OSError as error:
                    self._unreadable(relative, name, error)
                    continue
                if kind := containers.kind_of(data):
                    self._add_members(nfc(relative), name, data, kind)
                else:
                    self._add(nfc(relative), name, data, Path(path))
        self.progress("Nhận tệp", 1, 1)

    def _add_link(self, relative: str, name: str, what: str) -> None:
        item = Item(relative, name, "", b"")
        self.items.append(item)
        self._name_problem(item, "bin", recognise.BadFile("not_followed", what))

    def _unreadable(self, relative: str, name: str, error: OSError) -> None:
        item = Item(nfc(relative), nfc(name), "", b"")
        item.parsed = ParsedFile("unknown", "bin", findings=[finding("file_unreadable", found=str(error.strerror))])
        item.status = "rejected"
        self.items.append(item)

    def _add_members(self, relative: str, name: str, data: bytes, kind: str) -> None:
        """The files in a zip or a mail. A mail is kept nowhere, not even a broken one: its text is nobody's business."""
        origin = {"name": name, "sha256": hashlib.sha256(data).hexdigest()}
        try:
            for member in containers.members(relative, data, kind):
                if member.size > recognise.MAX_BYTES:
                    self._add_too_large(member.path, member.name, member.opened, origin)
                    continue
                with member.opened() as content:
                    item = self._add(member.path, member.name, content.read(), None, origin)
                if member.problem:
                    self._name_problem(item, "zip", member.problem)
                if member.dated:
                    item.extra.append(finding("mail_dated", found=f"{member.dated:%d/%m/%Y}"))
        except containers.BAD_ZIP as error:
            item = Item(relative, name, "", b"") if kind in recognise.MAIL else self._add(relative, name, data, None)
            if kind in recognise.MAIL:
                self.items.append(item)
            self._name_problem(item, kind, containers.as_bad_file(error))

    def _name_problem(self, item: Item, ext: str, bad: recognise.BadFile) -> None:
        item.parsed = ParsedFile("unknown", ext, findings=[finding(bad.code, None, None, bad.found, bad.expected)])
        item.status = "rejected"

    def _add(self, relative: str, name: str, data: bytes, path: Path | None, origin: dict | None = None) -> Item:
        item = self._admit(relative, name, hashlib.sha256(data).hexdigest(), data if path is None else path, origin)
        if not item.status:
            item.is_reference = holds_reference(data)
            if not self.dry:
                item.source = self.warehouse.keep(item.sha256, data)
            elif path is None:
                item.source = self._spill(item.sha256, data)
        elif item.status == "duplicate" and not self.dry and self.warehouse.lacks(item.known):
            self.warehouse.keep(item.sha256, data)  # lost from the archive: this is the way back
        return item

    def _add_large(self, relative: str, name: str, path: Path) -> None:
        """A text table that is read in pieces, never held."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        item = self._admit(relative, name, sha256, path, None)
        if not item.status and not self.dry:
            item.source = self.warehouse.keep_copy(sha256, path)

    def _admit(self, relative: str, name: str, sha256: str, source: Path | bytes, origin: dict | None) -> Item:
        """An item of this run; its status says at once where its bytes are known."""
        item = Item(relative, name, sha256, source, origin, given_on=self.received_on)
        item.known = self.in_force.get(sha256)
        self.items.append(item)
        repeated = any(i.sha256 == sha256 for i in self.by_hash.setdefault(sha256, []))
        self.by_hash[sha256].append(item)
        if item.known and not self._again(item):
            item.status = "duplicate"
        elif repeated:
            item.status = REPEATED  # settled when its first copy is
        return item

    def _spill(self, sha256: str, data: bytes) -> Path:
        """A member of a zip waits on disk in a dry run too; the folder goes with this object."""
        if not hasattr(self, "_spilled"):
            self._spilled = tempfile.TemporaryDirectory()
        path = Path(self._spilled.name) / sha256
        path.write_bytes(data)
        return path

    def _add_too_large(
        self, relative: str, name: str, opened: Callable[[], BinaryIO], origin: dict | None = None
    ) -> None:
        """Kept and refused without being held: this process must stay small whatever it is given."""
        with opened() as content:
            head, size = content.read(4096), 0
        with opened() as content:
            digest = hashlib.sha256()
            while piece := content.read(1 << 22):
                digest.update(piece)
                size += len(piece)
        item = Item(relative, name, digest.hexdigest(), b"", origin, given_on=self.received_on)
        words = f"{size // 2**20} MB", f"{recognise.MAX_BYTES // 2**20} MB"
        ext = door.safe_extension(head)
        item.parsed = ParsedFile("unknown", ext, findings=[finding("file_too_large", None, None, *words)])
        item.status = "rejected"
        self.items.append(item)
        if not self.dry:
            with opened() as content:
                self.warehouse.keep_stream(item.sha256, content)

    @property
    def by_hash(self) -> dict[str, list[Item]]:
        """sha256 → items of this run."""
        if not hasattr(self, "_by_hash"):
            self._by_hash: dict[str, list[Item]] = {}
        return self._by_hash

    def _again(self, item: Item) -> bool:
        """Whether known bytes are put in force again: a date is given that these bytes do not have yet."""
        if not self.received_on:
            return False
        events = [e for e in self.state.files if e["sha256"] == item.sha256 and e["status"] in IN_FORCE]
        return all(e["given_on"] != self.received_on for e in events)

    def _collect_rejected(self) -> None:
        done = {e["sha256"] for e in self.state.files if e["status"] in IN_FORCE}
        for event in self.state.files:
            if event["status"] == "rejected" and event["sha256"] and event["sha256"] not in done:
                done.add(event["sha256"])
                source = self.warehouse.original(event)
                item = Item(event["path"], event["file_name"], event["sha256"], source, event.get("zip"))
                item.given_on = event["given_on"]
                if source.stat().st_size <= recognise.MAX_BYTES:
                    item.is_reference = holds_reference(source.read_bytes())
                self.items.append(item)
        self._collect_doubtful_surveys()
        self.rechecked = True

    def _collect_doubtful_surveys(self) -> None:
        """Surveys in force of which a row or an answer was refused: today's question map may know it."""
        from warehouse import build

        # an older export looked at again would become the newest of its wave
        known = build.surveys_in_force(self.base) if self.base else {}
        latest = {
            e["sha256"]: e
            for e in self.state.files
            if e["kind"] == "survey" and e["status"] in IN_FORCE and known.get(e["seq"], (0, "", True))[2]
        }
        for event in latest.values():
            if RECHECKED_SURVEYS & {f[1] for f in event["findings"]}:
                source = self.warehouse.archived(event["sha256"], event["ext"])
                item = Item(event["path"], event["file_name"], event["sha256"], source, event.get("zip"))
                item.given_on = event["given_on"]
                self.items.append(item)

    # reading

    def _read_reference(self, fresh: list[Item]) -> list[Item]:
        """Reference and framework files first: the others are read with them. Those that change something."""
        before = self.before = self._reference_in_force()
        waiting = [item for item in fresh if item.is_reference]
        for _ in _read_in_workers(waiting, Context.from_tables({}), 1):
            pass
        waiting.sort(key=lambda i: (PLACE[i.parsed.kind], i.path.encode()))
        for item in waiting:
            if item.parsed.has_error:
                item.status = "rejected"
            elif (
                tables.replaced(before, item.parsed) == tables.replaced(before, ParsedFile("reference", "csv"))
                and before
            ):
                item.status = "duplicate"
                item.extra.append(finding("same_content"))
        return [i for i in waiting if not i.status]

    def _settle_reference(self, taken: list[Item]) -> None:
        """The tables after the files that break no rule, and nothing in force that this run cannot replace; the others
        are refused."""
        for item in taken:
            item.status = "" if item.status != "rejected" else item.status
        while True:
            new, refused = tables.assemble(self.before, [(n, i.parsed) for n, i in enumerate(taken) if not i.status])
            for place, problems in refused.items():
                taken[place].status = "rejected"
                taken[place].extra += problems
            self.reference, self.context = new, self._context(new)
            self.verdict = self._judge(new)
            if self._may_replace_what_is_broken():
                break
            self._refuse_reference(taken)
        for item in taken:
            if not item.status:
                item.status = "accepted_with_warnings" if _warned(item) else "accepted"

    def _judge(self, new: dict[str, list[tuple]], earlier_than: int = 0) -> recheck.Verdict:
        """What the changed reference does to the files in force; those of runs before `earlier_than` may be read as they
        were read then."""
        return recheck.judge(
            self.warehouse, self.state.files, self.base, self.before, new, self._context,
            self.workers, self.progress, lambda event: event["run"] < earlier_than,
        )  # fmt: skip

    def _refuse_reference(self, taken: list[Item]) -> None:
        """Rejects the last file with which what is broken is read."""
        kinds_broken = {broken.event["kind"] for broken in self.verdict.broken}

        def is_involved(item: Item) -> bool:
            alone = tables.replaced(self.before, item.parsed)
            return bool(kinds_broken & kinds.touched(self.before, alone))

        left = [i for i in taken if i.status != "rejected"]
        culprit = next((i for i in reversed(left) if is_involved(i)), left[-1])
        culprit.status = "rejected"
        culprit.extra += door.bounded(self.verdict.findings)

    # a reference and the files that replace what it breaks, in one run

    def _may_replace_what_is_broken(self) -> bool:
        """Whether this run brings files at all that could; what they are is known when they are read."""
        waiting = any(not i.status and not i.is_reference for i in self.items)
        return all(waiting and self._is_single(b.event) for b in self.verdict.broken)

    def _is_single(self, event: dict) -> bool:
        """Whether a newer version takes the place of a file, as that of a unit's form and of most surveys does."""
        if event["kind"] != "survey":
            return event["kind"] == "self_assessment"
        return not self._adds_up(event["year"], self._waves_in_force().get(event["seq"]))

    def _replaces_what_is_broken(self) -> bool:
        """Whether for each broken file one of its subject came that is in force in its place."""
        if not self.verdict.broken:
            return True
        waves = self._waves_in_force()
        new = {
            (i.parsed.kind, i.parsed.year, *self._subject(i.parsed.kind, i.parsed.unit_code, _wave(i.parsed)))
            for i in self.items
            if i.status in ("accepted", "accepted_with_warnings")
        }  # fmt: skip
        return all(
            (e["kind"], e["year"], *self._subject(e["kind"], e["unit_code"], waves.get(e["seq"]))) in new
            for e in (broken.event for broken in self.verdict.broken)
        )

    def _take_out_broken(self) -> None:
        """They stay receipts; a later duplicate of theirs would be as unreadable."""
        if not self.verdict.broken:
            return
        broken = [b.event for b in self.verdict.broken]
        contents = {(e["kind"], e["unit_code"], e["year"], e["content_hash"]) for e in broken}
        hashes = {e["sha256"] for e in broken}
        gone = {e["seq"] for e in broken} | {
            e["seq"]
            for e in self.state.files
            if e["status"] == "duplicate"
            and (e["sha256"] in hashes or (e["kind"], e["unit_code"], e["year"], e["content_hash"]) in contents)
        }
        self.notes.append({"type": "withdrawn", "runs": [], "files": sorted(gone), "with_receipts": False})
        self._number_notes()
        self.state.withdrawals.append(self.notes[-1])
        del self.state.files  # made anew, without them

    def _restate(self) -> None:
        """The journal says how many data rows a file has now that another reference reads others in it."""
        if not (files := self.verdict.restated(self.state.files)):
            return
        self.notes.append({"type": "reread", "files": files})
        self._number_notes()
        rows = {one["seq"]: one for one in files}
        self.state.files = [e | rows.get(e["seq"], {}) for e in self.state.files]

    def _number_notes(self) -> None:
        """Events of this run that are no files come after those."""
        last = max([self.state.last_seq, *(i.seq for i in self.items)])
        for seq, note in enumerate(self.notes, last + 1):
            note |= {"seq": seq, "run": self.run_number, **self.signature()}

    def _context(self, reference: dict[str, list[tuple]]) -> Context:
        """The reference as readers need it, and where they may write what they make of a survey."""
        context = Context.from_tables(reference, self.today)
        self.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        context.scratch = str(self.scratch)
        return context

    def _reference_in_force(self) -> dict[str, list[tuple]]:
        changed = [e for e in self.state.files if e["kind"] in REFERENCE_KINDS and e["status"] in IN_FORCE]
        if not changed:
            return {}
        held = {seq for seq, kind in self._held().items() if kind in REFERENCE_KINDS}
        if self.base and held == {e["seq"] for e in changed}:
            from warehouse import build

            return build.read_reference(self.base)
        found: dict[str, list[tuple]] = {}
        for event in changed:
            path = self.warehouse.original(event)
            found = tables.replaced(found, door.parse(path.read_bytes(), event["file_name"], Context.from_tables({})))
        return found

    def _read_files(self, fresh: list[Item]) -> None:
        waiting = [i for i in fresh if i.parsed is None]
        self.progress("Đọc tệp", 0, len(waiting))
        count = self.workers if len(waiting) > 1 else 1
        for done in _read_in_workers(waiting, self.context, count, self.progress):
            if done % 20 == 0 or done == len(waiting):
                self.progress("Đọc tệp", done, len(waiting))
        for item in waiting:
            if item.parsed.has_error:
                item.status = "rejected"

    # statuses

    def _number(self) -> None:
        """Journal numbers in the contract's order of kinds, then by path."""

        def order(item: Item) -> tuple:
            kind = item.parsed.kind if item.parsed else "unknown"
            return PLACE.get(kind, len(PLACE)), item.path.encode()

        for seq, item in enumerate(sorted(self.items, key=order), self.state.last_seq + 1):
            item.seq, item.kept_path = seq, self._kept_path(item, item.path)

    def _kept_path(self, item: Item, path: str) -> str:
        kind = item.parsed.kind if item.parsed else (item.known or {}).get("kind")
        if kind != "survey" or personal.said_of_path(path, lambda _: False) == path:
            return path
        if not hasattr(self, "context"):
            self.context = self._context(self._reference_in_force())
        return personal.said_of_path(path, self.context.is_called_like_a_unit)

    def _decide(self) -> None:
        """duplicate, superseded or accepted: in version order, by the dates that the snapshot will use."""
        candidates = [i for i in self.items if not i.status]
        self._decide_registers([i for i in candidates if i.parsed.kind == "intake_register"])
        rest = [i for i in candidates if i.parsed.kind != "intake_register"]
        self.dates = self._dates() if rest or any(i.status == "rejected" for i in self.items) else {}
        groups: dict[tuple, list[Item]] = {}
        for item in rest:
            subject = self._subject(item.parsed.kind, item.parsed.unit_code, _wave(item.parsed))
            groups.setdefault((item.parsed.kind, item.parsed.year, *subject), []).append(item)
        in_force: dict[tuple, list[dict]] = {}
        waves = self._waves_in_force() if any(g[0] == "survey" for g in groups) else {}
        for event in self.state.files:
            if event["status"] in IN_FORCE:
                subject = self._subject(event["kind"], event["unit_code"], waves.get(event["seq"]))
                in_force.setdefault((event["kind"], event["year"], *subject), []).append(event)
        for group, items in groups.items():
            single = group[0] == "self_assessment" or (group[0] == "survey" and not self._adds_up(*group[1:]))
            self._decide_versions(single, in_force.get(group, []), items)
        for item in self.items:
            self._say_about_dates(item)

    @staticmethod
    def _subject(kind: str, unit_code: str | None, wave: str | None) -> tuple:
        """What the files of a kind and a year are versions of."""
        return {"self_assessment": (unit_code,), "survey": (wave,)}.get(kind, ())

    def _waves_in_force(self) -> dict[int, str]:
        """Journal number → wave of the surveys in force, as today's question map reads them."""
        from warehouse import build

        held = build.surveys_in_force(self.base) if self.base else {}
        again = self.verdict.replaced.items()
        return {seq: wave for seq, (_, wave, _) in held.items()} | {
            seq: _wave(parsed) for seq, parsed in again if parsed.kind == "survey"
        }

    def _adds_up(self, year: int, wave: str) -> bool:
        """Whether the exports of a wave are parts of it, no versions."""
        waves = (w for form in self.context.surveys.forms.values() for w in form.waves)
        return any((w.year, w.wave_code, w.files) == (year, wave, "add") for w in waves)

    def _settle_repeated(self) -> None:
        """A second copy in one run: a duplicate of what was accepted, refused again where the first was."""
        for item in self.items:
            if item.status == REPEATED:
                first = self.by_hash[item.sha256][0]
                item.parsed, item.extra = first.parsed, list(first.extra)
                item.kept_path = self._kept_path(item, item.path)
                item.status = "rejected" if first.status == "rejected" else "duplicate"

    def _decide_registers(self, items: list[Item]) -> None:
        known = {
            e["content_hash"] for e in self.state.files if e["kind"] == "intake_register" and e["status"] in IN_FORCE
        }
        for item in sorted(items, key=lambda i: i.path.encode()):
            if item.parsed.content_hash in known:
                self._same(item)
            else:
                item.status = _accepted(item)
                known.add(item.parsed.content_hash)

    def _decide_versions(self, single: bool, old: list[dict], items: list[Item]) -> None:
        """`single`: one file is in force, the newest; else each adds what it holds."""

        def key(seq: int, run: int, path: str) -> tuple:
            return self.dates[seq][0], run, path.encode()

        versions = [(key(e["seq"], e["run"], e["path"]), e["content_hash"]) for e in old]
        current = max(versions, default=None)
        hashes = {content for _, content in versions}
        for item in sorted(items, key=lambda i: key(i.seq, self.run_number, i.kept_path)):
            place = key(item.seq, self.run_number, item.kept_path)
            content = item.parsed.content_hash
            if (single and current and content == current[1]) or (not single and content in hashes):
                self._same(item)
            elif single and current and place < current[0]:
                item.status = "superseded"
            else:
                item.status = _accepted(item)
                current = (place, content)
            hashes.add(content)

    def _same(self, item: Item) -> None:
        item.status = "duplicate"
        item.extra.append(finding("same_content"))

    def _dates(self) -> dict[int, tuple[date, str]]:
        from warehouse import build

        # a repeated item is only another name of its bytes until its first copy is settled
        events = self.state.files + [
            self._event(i, "duplicate" if i.status == REPEATED else i.status or "accepted") for i in self.items
        ]
        kept = [e["seq"] for e in self.state.files if e["kind"] == "intake_register"]
        registers = build.read_raw(self.base, "raw.intake_register", kept) if self.base and kept else []
        for item in self.items:
            if item.parsed and item.parsed.kind == "intake_register" and item.status in IN_FORCE:
                registers += [(item.seq, *row) for row in item.parsed.rows["raw.intake_register"]]
        return build.file_dates(self.reference, self.as_of, events, registers)

    def _say_about_dates(self, item: Item) -> None:
        if item.seq not in self.dates or not item.parsed:
            return
        received_on, source = self.dates[item.seq]
        if item.status == "rejected":
            if (
                item.parsed.kind in ("self_assessment", "unknown")
                and source == "assumed"
                and not (item.parsed.unit_code and item.parsed.year)
                and not any(f.code.startswith("survey_") for f in item.parsed.findings)
            ):
                item.extra.append(finding("receipt_unattributed"))
        elif item.parsed.kind == "self_assessment" and item.status in IN_FORCE:
            if source == "assumed":
                item.extra.append(finding("received_on_assumed", found=f"{received_on:%d/%m/%Y}"))
            if received_on > self.as_of:
                item.extra.append(
                    finding("received_after_as_of", found=f"{received_on:%d/%m/%Y}", expected=f"{self.as_of:%d/%m/%Y}")
                )
            if item.status == "accepted" and _warned(item):
                item.status = "accepted_with_warnings"

    # writing

    def take_back(self, event: dict) -> None:
        """Goes on with the state after a withdrawal, and with the reference in force then."""
        self.before = self._reference_in_force()
        self.state = fold([*self.warehouse.events(), event])
        self.reference = self._reference_in_force()
        self.as_of = self._as_of(anew=False)
        self.context = self._context(self.reference)

    def broken_by_withdrawal(self, runs: list[int]) -> list[Finding]:
        """Files that could not be read without what `runs` brought, and later ones that would be read otherwise."""
        self.verdict = self._judge(self.reference, earlier_than=min(runs))
        self._restate()
        return self.verdict.findings

    def _event(self, item: Item, status: str) -> dict:
        parsed = item.parsed
        return {
            "type": "received", "seq": item.seq, "run": self.run_number, **self.signature(),
            "path": item.kept_path, "file_name": item.kept_path.rsplit("/", 1)[-1], "sha256": item.sha256,
            "ext": parsed.ext if parsed else (item.known or {}).get("ext"),
            "kind": parsed.kind if parsed else (item.known or {}).get("kind"), "status": status,
            "unit_code": parsed.unit_code if parsed else (item.known or {}).get("unit_code"),
            "year": parsed.year if parsed else (item.known or {}).get("year"),
            "framework_code": parsed.framework_code if parsed else None,
            "given_on": item.given_on, "first_seen_on": item.first_seen_on or self.today.isoformat(),
            "as_of": self.as_of.isoformat(),
            "content_hash": parsed.content_hash if parsed else None,
            "row_count": item.rows.loaded, "rows_in": item.rows.rows_in, "rows_refused": item.rows.refused,
            "findings": [list(f) for f in item.findings],
            "zip": item.zip_of and item.zip_of | {"name": self._kept_path(item, item.zip_of["name"])},
            **_stored(item),
            **({"rows_read": list(item.rows_read)} if status == "duplicate" and parsed else {}),
        }  # fmt: skip

    def signature(self) -> dict:
        """When, by whom, and as part of what."""
        action = {"action": self.action} if self.action else {}
        return {"at": self._clock()} | acting().signature() | action

    def _clock(self) -> str:
        if not hasattr(self, "_now"):
            self._now = datetime.now().astimezone().isoformat(timespec="seconds")
        return self._now

    def _journal(self) -> None:
        """Journal lines of a run that changes nothing."""
        if self.dry or not self.items:
            return
        self.as_of = self.today
        self._number()
        events = self._events()
        self._settle(events)
        self.warehouse.append(events)

    def _events(self) -> list[dict]:
        written = [i for i in self.items if not (getattr(self, "rechecked", False) and self._is_no_news(i))]
        return [self._event(i, i.status) for i in sorted(written, key=lambda i: i.seq)]

    @staticmethod
    def _is_no_news(item: Item) -> bool:
        """A file looked at again without another result."""
        unchanged = item.status == "duplicate" and item.parsed and item.parsed.kind == "survey"
        return item.status == "rejected" or bool(unchanged)

    def _publish(self, force: bool) -> str | None:
        from warehouse import build

        events = self._events()
        changed = [e for e in events if e["status"] in IN_FORCE or (e["status"] == "rejected" and self._is_receipt(e))]
        if not changed and not force and not self.state.pending and not self._brings_a_name():
            if not self.dry:
                self._settle(events)
                self.warehouse.append(events)
            return None
        self.progress("Tính số liệu", 0, 1)
        if self.dry:
            with tempfile.TemporaryDirectory() as folder:
                is_built = self._build(Path(folder) / "dry.duckdb", events)
            return None if is_built else self._publish(force)
        target = self.building_path
        if not self._build(target, events):
            return self._publish(force)
        self._settle(events)
        self._keep_answers(target)
        certain = bool(self.notes) or any(
            e["kind"] == "self_assessment" and e["status"].startswith("accepted") for e in events
        )
        events += self.notes
        note = self._note(events[-1]["seq"] if events else self.state.last_seq)
        current = self.current
        if (
            current
            and not certain
            and self._usable(current)
            and build.marts_equal(self.warehouse.snapshot_path(current), target)
        ):
            target.unlink()
            self.warehouse.append([*events, {"type": "unchanged", "snapshot": current, **note}])
            return None
        return self._announce(target, events, note)

    @property
    def snapshot(self) -> str:
        """Id of the snapshot that this run makes."""
        return f"{self.run_number:06d}-{self.as_of:%Y%m%d}"

    @property
    def building_path(self) -> Path:
        """Where it is made."""
        return self.warehouse.snapshots / f"{self.snapshot}.building.duckdb"

    def publish_withdrawal(self, built: Path, event: dict) -> str:
        """Publishes what was built without the runs that `event` takes back."""
        self._keep_answers(built)
        events = [event, *self.notes]
        return self._announce(built, events, self._note(events[-1]["seq"]))

    def _note(self, last: int) -> dict:
        """What the journal says of the end of a run whose last event was `last`."""
        return {
            "seq": last + 1, "run": self.run_number, "at": self._clock(), **acting().signature(), "covers_seq": last,
        }  # fmt: skip

    def _announce(self, built: Path, events: list[dict], note: dict) -> str:
        published = {"type": "published", "snapshot": self.snapshot, "as_of": self.as_of.isoformat()}
        self.warehouse.publish(built, published | note, events)
        self.warehouse.clean_up()
        self.progress("Tính số liệu", 1, 1)
        return self.snapshot

    def _build(self, target: Path, events: list[dict]) -> bool:
        """Whether the snapshot was built; False: a correction was refused on the way, so it begins again without."""
        rows = self.raw_rows(events)
        self._refuse_unreadable()
        try:
            self.build_snapshot(target, events, rows, lambda con: self._say_about_versions(con, events))
        except Refused:
            target.unlink(missing_ok=True)
            return False
        return True

    def build_snapshot(
        self, target: Path, events: list[dict], rows: dict[str, list[tuple]], on_staged: Callable | None = None
    ) -> None:
        """Builds from the files in force and the events of this run."""
        from warehouse import build

        build.build(
            target, snapshot=self.snapshot, as_of=self.as_of, published_at=self._clock(), reference=self.reference,
            files=self.state.files + events, base=self.base, rows=rows, on_staged=on_staged, answers=self.answers,
            replaced=self.verdict.replaced, stages=self.state.stages,
        )  # fmt: skip

    def _say_about_versions(self, con, events: list[dict]) -> None:
        """Findings that only all versions and dates together show; a file that gets one has warnings.

        Raises Refused where a correction of this run does not find the old value that it expects.
        """
        from warehouse import build

        by_seq = {e["seq"]: e for e in events}
        items = {i.seq: i for i in self.items}
        touched = {}
        said = []
        for code, seq, sheet, cell, found, expected, criterion in build.staged_findings(con, self.state.last_seq + 1):
            said.append((seq, finding(code, sheet, cell, found, expected, criterion=criterion)))
        if self._refuse([s for s in said if s[1].severity == "error"], items):
            raise Refused
        for seq, problem in said:
            event, item = by_seq[seq], items[seq]
            if problem.severity == "error":  # an older correction no longer holds: nothing to refuse here
                problem = problem._replace(severity="warning")
            item.extra.append(problem)
            if event["status"] == "accepted" and item.extra[-1].severity == "warning":
                event["status"] = item.status = "accepted_with_warnings"
            touched[seq] = event
        for seq, event in touched.items():
            event["findings"] = [list(f) for f in items[seq].findings]
        if touched:
            build.restate(con, list(touched.values()))

    def _refuse(self, said: list[tuple[int, Finding]], items: dict[int, Item]) -> bool:
        """Rejects the corrections of this run that have an error; whether there was one."""
        refused = [(seq, f) for seq, f in said if items[seq].parsed.kind == "correction"]
        for seq, problem in refused:
            items[seq].extra.append(problem)
            items[seq].status = "rejected"
        return bool(refused)

    def _keep_answers(self, built: Path) -> None:
        from warehouse import build

        known = build.surveys_in_force(built) if self.answers else {}
        files = {seq: (self.answers[seq], *known[seq]) for seq in known if seq in self.answers}
        self.warehouse.keep_answers(files, self.context.surveys.fingerprint)

    def _brings_a_name(self) -> bool:
        """Whether a duplicate came under a new name that a row of the register in force has: the row dates it now."""
        from warehouse import build

        covered = self.state.covered_seq
        known = {(e["sha256"], e["file_name"]) for e in self.state.files if e["seq"] <= covered}
        came = {
            (e["sha256"], e["file_name"]) for e in self.state.files if e["seq"] > covered and e["status"] == "duplicate"
        }
        came |= {(i.sha256, i.file_name) for i in self.items if i.status == "duplicate"}
        names = {name for _, name in came - known}
        return bool(self.base and names) and build.names_a_row(self.base, names)

    def _is_receipt(self, event: dict) -> bool:
        return event["kind"] in ("self_assessment", "unknown")

    def _settle(self, events: list[dict]) -> None:
        items = {item.seq: item for item in self.items}
        for event in events:
            if event["status"] == "duplicate" and event["ext"] is None:
                continue
            stored = items[event["seq"]].parsed.stored if items[event["seq"]].parsed else None
            if stored and Path(stored).exists():
                is_refused = event["status"] == "rejected"
                if not self.warehouse.settle_survey(event["sha256"], Path(stored), is_refused):
                    del event["stored_sha256"]
                continue
            crashed = CRASHED & {f[1] for f in event["findings"]}
            tabular = event["kind"] == "unknown" and (event["ext"] in TABULAR or crashed)
            private = bool(tabular) or event["kind"] == "survey"
            self.warehouse.settle(event["sha256"], event["ext"] or "bin", private)

    def raw_rows(self, events: list[dict]) -> dict[str, list[tuple]]:
        """Raw rows of this run's files, and of earlier ones that the base snapshot does not hold."""
        rows: dict[str, list[tuple]] = {}
        by_seq = {item.seq: item for item in self.items}
        mark = self.context.surveys.fingerprint
        in_force = {e["seq"] for e in self.state.files if e["status"] in IN_FORCE}
        known = self.warehouse.answer_files(mark) if self.base else {}
        self.answers = {seq: path for seq, path in known.items() if seq in in_force}
        for event in events:
            parsed = by_seq[event["seq"]].parsed
            if event["status"] in IN_FORCE and parsed:
                self._take(rows, event["seq"], parsed)
        for seq, parsed in self.verdict.replaced.items():
            self._take(rows, seq, parsed)
        missing = [e for e in self.state.files if e["status"] in IN_FORCE
                   and e["kind"] not in REFERENCE_KINDS and e["seq"] not in self.verdict.replaced
                   and self._is_missing(e)]  # fmt: skip
        if missing:
            from etl.kinds import workers

            source = ((e["seq"], self.warehouse.original(e), e["file_name"]) for e in missing)
            names = {e["seq"]: e["file_name"] for e in missing}
            read = workers.parse_all(
                source,
                self.context,
                workers=self.workers,
                on_part=lambda seq, share: _say_part(self.progress, names[seq], share),
            )
            for done, (seq, parsed) in enumerate(read, 1):
                self._take(rows, seq, parsed)
                self.from_archive[seq] = replace(parsed, rows={})
                if done % 20 == 0 or done == len(missing):
                    self.progress("Đọc lại tệp trong kho lưu", done, len(missing))
        return rows

    def _refuse_unreadable(self) -> None:
        """A file in force that cannot be read any more must not leave the figures unsaid."""
        from warehouse.build import CheckFailed

        for event in self.state.files:
            parsed = self.from_archive.get(event["seq"])
            errors = [f.message for f in parsed.findings if f.severity == "error"] if parsed else []
            if errors:
                raise CheckFailed(f"{event['path']}: {errors[0]}")

    def _is_missing(self, event: dict) -> bool:
        """Whether a file in force must be read from the archive again."""
        return event["seq"] not in self._held() or (event["kind"] == "survey" and event["seq"] not in self.answers)

    def _take(self, rows: dict[str, list[tuple]], seq: int, parsed: ParsedFile) -> None:
        for table, content in parsed.rows.items():
            if table.startswith("raw."):
                rows.setdefault(table, []).extend((seq, *row) for row in content)
        if parsed.answers:
            self.answers[seq] = Path(parsed.answers)

    def _held(self) -> dict[int, str]:
        """Journal number → kind of the files in force in the base snapshot: of those it holds the raw rows."""
        if not hasattr(self, "_in_base"):
            from warehouse import build

            self._in_base = build.held_files(self.base) if self.base else {}
        return self._in_base


def _stored(item: Item) -> dict:
    """Of a survey, the hash of what the archive keeps instead of the original."""
    return {"stored_sha256": item.parsed.stored_sha256} if item.parsed and item.parsed.stored else {}


def _read_in_workers(
    items: list[Item], context: Context, count: int, progress: Progress = no_progress
) -> Iterator[int]:
    """Gives each item what was read from it; yields how many are done."""
    from etl.kinds import workers

    source = ((place, item.source, item.path) for place, item in enumerate(items))
    parsed_files = workers.parse_all(
        source, context, workers=count, on_part=lambda place, share: _say_part(progress, items[place].file_name, share)
    )
    for done, (place, parsed) in enumerate(parsed_files, 1):
        items[place].parsed = parsed
        yield done


def _wave(parsed: ParsedFile) -> str | None:
    """The wave of a survey export that was read."""
    rows = parsed.rows.get("raw.survey_file")
    return rows[0][1] if rows else None


def _say_part(progress: Progress, name: str, share: float) -> None:
    progress(f"Đọc {name} (%)", int(100 * share), 100)


def _warned(item: Item) -> bool:
    return any(f.severity == "warning" for f in item.findings)


def _accepted(item: Item) -> str:
    return "accepted_with_warnings" if _warned(item) else "accepted"


def reference_in_force(warehouse: Warehouse) -> dict[str, list[tuple]]:
    """The reference tables of today. The published snapshot may hold older ones: a reference file that changes no
    mart is in force without a publication."""
    run = Run(warehouse, date.today())
    run.state = warehouse.state()
    current = warehouse.current_id()
    run.base = run._usable(current) if current else None
    return run._reference_in_force()


def heal(warehouse: Warehouse, today: date) -> str | None:
    """Within the lock: builds the snapshot that should be current anew where it was lost; its id if so."""
    state = warehouse.state()
    lost = state.current
    if lost is None or warehouse.opens(lost):
        return None
    run = Run(warehouse, today)
    restored = run.restore(warehouse.state(), lost)
    event = {"type": "restored", "seq": state.last_seq + 1, "snapshot": lost}
    warehouse.append([event | restored | {"at": run._clock()} | acting().signature()])
    warehouse.point_to(lost)
    return lost


def refuse_lost_snapshot(warehouse: Warehouse) -> None:
    """A dry run may not build it anew, and against an older one it would tell another result than `load`."""
    current = warehouse.state().current
    if current and not warehouse.opens(current):
        raise WarehouseError(f"Bản số liệu {current} bị mất hoặc hỏng. {DOCTOR}")


def rollback(warehouse: Warehouse, snapshot: str, today: date) -> None:
    """Puts an earlier snapshot, and the files in force then, in force again."""
    with warehouse.locked():
        state: State = warehouse.state()
        if snapshot not in state.published:
            raise UnknownSnapshot(f"Không có lần cập nhật nào mang mã {snapshot}. Xem: python -m etl history")
        run = Run(warehouse, today)
        event = {
            "type": "rollback",
            "seq": state.last_seq + 1,
            "to": snapshot,
            "at": run._clock(),
        } | acting().signature()
        if not warehouse.opens(snapshot):
            event |= run.restore(warehouse.state(), snapshot)
        warehouse.append([event])
        warehouse.point_to(snapshot)
        if warehouse.state().pending:  # stages are not taken back: what the chosen snapshot lacks of them is published
            Run(warehouse, today).finish(warehouse.scratch)
            shutil.rmtree(warehouse.scratch, ignore_errors=True)
