"""Paths → the files of a run: folders are walked, zips opened, bytes hashed and kept; then workers read them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from etl.kinds import door, framework_sheet, recheck, workers
from etl.kinds.handed_over import TAKEN
from etl.read import containers, handed_over, recognise, withheld
from etl.read.findings import finding
from etl.read.model import Finding, ParsedFile
from etl.read.text import composed
from etl.reference import tables
from etl.reference.context import Context
from etl.run.session import Earlier, Progress, Session, no_progress
from warehouse.store import Warehouse
from warehouse.withdrawn import IN_FORCE, REFERENCE_KINDS

RECHECKED_SURVEYS = {
    "survey_row_refused",
    "survey_rows_refused",
    "option_unknown",
    "survey_outside_period",
    "survey_column_alike",
}
MAX_HELD = 4 * recognise.MAX_BYTES  # of a zip of many files; a larger file is never read whole
REPEATED = "repeated"  # the bytes stand twice in one run; no run ends with it


class Rows(NamedTuple):
    """Data rows of a file: seen in its tables = loaded + refused."""

    rows_in: int
    loaded: int
    refused: int


@dataclass(frozen=True)
class Came:
    """How a file came into a run."""

    source: Path | bytes  # what a worker reads
    zip_of: dict | None = None
    given_on: str | None = None
    known: dict | None = None  # the journal event of the same bytes
    is_reference: bool = False  # the others are read with it
    is_again: bool = False  # from the archive, to be looked at again
    is_confirmed: bool = False  # a second person names it (etl/run/second.py)
    handed: dict | None = None  # of a hand-over: what it says of the file, and of whom it is


class Line(NamedTuple):
    """What the journal says of a file's place: number, and the paths without the names of people where it is a survey."""

    seq: int = 0
    path: str = ""
    zip_of: dict | None = None
    first_seen_on: str = ""


UNNUMBERED = Line()


class Said(NamedTuple):
    """What a file says of itself."""

    kind: str | None
    ext: str | None
    unit_code: str | None
    year: int | None
    assessment_code: str | None


@dataclass(frozen=True)
class Item:
    """One file of a run: how it came, what was read, what became of it."""

    path: str
    file_name: str
    sha256: str
    came: Came
    parsed: ParsedFile | None = None
    status: str = ""
    extra: tuple[Finding, ...] = ()  # found by the run, not in the file
    line: Line = UNNUMBERED

    @property
    def content(self) -> ParsedFile:
        """What was read, of a file that was."""
        if self.parsed is None:
            raise ValueError(f"not read: {self.path}")
        return self.parsed

    @property
    def findings(self) -> list[Finding]:
        return [*(self.parsed.findings if self.parsed else []), *self.extra]

    @property
    def is_warned(self) -> bool:
        return any(f.severity == "warning" for f in self.findings)

    @property
    def is_withheld(self) -> bool:
        """Whether it must not come in, so that neither its bytes nor its name are kept."""
        return any(f.code in withheld.CODES for f in self.findings)

    @property
    def said(self) -> Said:
        """What was read, or else what the journal knows of the same bytes."""
        known = self.came.known or {}
        return Said(*(getattr(self.parsed, name) if self.parsed else known.get(name) for name in Said._fields))

    @property
    def kind(self) -> str | None:
        return self.said.kind

    @property
    def rows(self) -> Rows:
        """What became of the data rows: a rejected file refuses all of them, a duplicate brings none."""
        if self.parsed is None or self.status == "duplicate":
            return Rows(0, 0, 0)
        loaded, total, refused = recheck.counted(self.parsed)
        return Rows(total, 0, total) if self.status == "rejected" else Rows(total, loaded, refused)


def describe(item: Item) -> dict:
    """One file of the `--json` object."""
    return {
        "path": item.path,
        "sha256": item.sha256,
        "kind": item.kind,
        "status": item.status,
        "unit_code": item.said.unit_code,
        "year": item.said.year,
        "rows": item.rows.loaded,
        "findings": [f._asdict() for f in item.findings],
    }


# what lies there


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
    if not sheets:
        return tables.is_reference_csv(data)
    return tables.is_reference(sheets) or framework_sheet.is_in(data, sheets)


# what comes in


def collect(earlier: Earlier, paths: list[Path]) -> list[Item]:
    """The files below the paths; what is new is in the archive then, under a temporary name."""
    collected = _Collected(earlier)
    for given in paths:
        for relative, path in paths_below(given):
            collected.take(composed(relative), path)
    earlier.session.progress("Nhận tệp", 1, 1)
    return collected.items


@dataclass
class _Collected:
    """The files that came so far; a status says at once where the bytes are known."""

    earlier: Earlier
    items: list[Item] = field(default_factory=list)
    came: set[str] = field(default_factory=set)  # hashes of this run
    in_force: dict[str, dict] = field(init=False)  # sha256 → event

    def __post_init__(self):
        self.in_force = {e["sha256"]: e for e in self.earlier.in_force} | _copies(self.earlier.files)

    @property
    def given_on(self) -> str | None:
        day = self.earlier.session.received_on
        return day.isoformat() if day else None

    @property
    def is_dry(self) -> bool:
        return self.earlier.session.dry

    def take(self, relative: str, path: str) -> None:
        """A file, or all in it where it is a zip."""
        name = relative.rsplit("/", 1)[-1]
        try:
            if not stat.S_ISREG(mode := os.lstat(path).st_mode):
                what = "liên kết" if stat.S_ISLNK(mode) else "ống dẫn, thiết bị"
                self._refuse(Item(relative, name, "", Came(b"")), "bin", _told(recognise.BadFile("not_followed", what)))
                return
            if os.path.getsize(path) > door.LARGE and door.is_text(head_of(path)):  # noqa: PTH202
                self._add_large(relative, name, Path(path))
                return
            with open(path, "rb") as file:  # noqa: PTH123
                data = file.read(MAX_HELD + 1)
            if len(data) > MAX_HELD:
                del data
                self._add_too_large(relative, name, partial(open, path, "rb"))
                return
        except OSError as error:
            self._refuse(
                Item(relative, name, "", Came(b"")), "bin", finding("file_unreadable", found=str(error.strerror))
            )
            return
        kind = containers.kind_of(data)
        if kind == "zip" and handed_over.is_one(data):
            self._add_handed(relative, name, data)
        elif kind:
            self._add_members(relative, name, data, kind)
        else:
            self._add(relative, name, data, Path(path))

    def _refuse(self, item: Item, ext: str, problem: Finding) -> None:
        parsed = ParsedFile("unknown", ext, findings=[problem])
        self.items.append(replace(item, parsed=parsed, status="rejected"))

    def _add_members(self, relative: str, name: str, data: bytes, kind: str) -> None:
        """The files in a zip or a mail. A mail is kept nowhere, not even a broken one: its text is nobody's business."""
        origin = {"name": name, "sha256": hashlib.sha256(data).hexdigest()}
        try:
            for member in containers.members(relative, data, kind):
                if member.size > recognise.MAX_BYTES:
                    self._add_too_large(member.path, member.name, member.opened, origin)
                    continue
                with member.opened() as content:
                    data_of = content.read()
                if member.problem:
                    self._add_broken(member.path, member.name, data_of, member.kind, member.problem, origin)
                else:
                    self._add(member.path, member.name, data_of, None, origin)
                if member.dated:
                    told = finding("mail_dated", found=f"{member.dated:%d/%m/%Y}")
                    self.items[-1] = replace(self.items[-1], extra=(*self.items[-1].extra, told))
        except containers.BAD_ZIP as error:
            if isinstance(error, OSError) and error.errno:  # the disk's: what a container holds is read from memory
                raise
            self._add_broken(relative, name, data, kind, containers.as_bad_file(error))

    def _add_handed(self, relative: str, name: str, data: bytes) -> None:
        """The files of a hand-over: all of them, or none where one is not what its list says."""
        try:
            manifest, held = handed_over.opened(data)
            if any((e.get("handed") or {}).get("code") != manifest["code"] for e in self.earlier.in_force):
                raise recognise.BadFile("handover_not_empty")
        except containers.BAD_ZIP as error:
            self._add_broken(relative, name, data, "zip", containers.as_bad_file(error))
            return
        origin = {"name": name, "sha256": hashlib.sha256(data).hexdigest()}
        whole = {name: manifest[name] for name in ("code", "office", "to", "head")}
        for member in manifest["members"]:
            path, role = member["path"], member["role"]
            if role in handed_over.LOADED:
                stages = {"stages": manifest["stages"]} if role == handed_over.REFERENCE else {}
                self._add(
                    f"{relative}!/{path}", path.rsplit("/", 1)[-1], held[path], None, origin, member | whole | stages
                )
            if role == handed_over.REFERENCE:
                told = finding("handover_taken", None, None, manifest["code"], manifest["office"])
                self.items[-1] = replace(self.items[-1], extra=(told,))

    def _add_broken(
        self, relative: str, name: str, data: bytes, kind: str, problem: recognise.BadFile, origin: dict | None = None
    ) -> None:
        """A container that cannot be opened is refused, and kept where it is no mail."""
        if kind in recognise.MAIL:
            self.items.append(Item(relative, name, "", Came(b"", origin)))
        else:
            self._add(relative, name, data, None, origin)
        self._refuse(self.items.pop(), kind, _told(problem))

    def _add(
        self,
        relative: str,
        name: str,
        data: bytes,
        path: Path | None,
        origin: dict | None = None,
        handed: dict | None = None,
    ) -> None:
        sha256 = hashlib.sha256(data).hexdigest()
        item = self._admit(relative, name, sha256, data if path is None else path, origin, handed)
        warehouse, came = self.earlier.session.warehouse, item.came
        if not item.status:
            came = replace(came, is_reference=holds_reference(data))
            if not self.is_dry:
                came = replace(came, source=warehouse.keep(sha256, data))
            elif path is None:
                came = replace(came, source=self._spilled(sha256, data))
            self.items[-1] = replace(item, came=came)
        elif item.status == "duplicate" and not self.is_dry and came.known and warehouse.lacks(came.known):
            warehouse.keep(sha256, data)  # lost from the archive: this is the way back

    def _spilled(self, sha256: str, data: bytes) -> Path:
        """A member of a zip waits on disk in a dry run too."""
        path = self.earlier.scratch / sha256
        path.write_bytes(data)
        return path

    def _add_large(self, relative: str, name: str, path: Path) -> None:
        """A text table that is read in pieces, never held."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        item = self._admit(relative, name, sha256, path, None)
        if not item.status and not self.is_dry:
            kept = self.earlier.session.warehouse.keep_copy(sha256, path)
            self.items[-1] = replace(item, came=replace(item.came, source=kept))

    def _admit(
        self,
        relative: str,
        name: str,
        sha256: str,
        source: Path | bytes,
        origin: dict | None,
        handed: dict | None = None,
    ) -> Item:
        known = self.in_force.get(sha256)
        status = ""
        if known and (handed or not self._is_put_in_force_again(sha256)):
            status = "duplicate"
        elif sha256 in self.came:
            status = REPEATED  # settled when its first copy is
        self.came.add(sha256)
        given_on = handed["given_on"] if handed else self.given_on
        item = Item(relative, name, sha256, Came(source, origin, given_on, known, handed=handed), status=status)
        self.items.append(item)
        return item

    def _is_put_in_force_again(self, sha256: str) -> bool:
        """Whether known bytes are given a date that they do not have yet."""
        if not self.given_on:
            return False
        return all(e["given_on"] != self.given_on for e in self.earlier.in_force if e["sha256"] == sha256)

    def _add_too_large(
        self, relative: str, name: str, opened: Callable[[], IO[bytes]], origin: dict | None = None
    ) -> None:
        """Kept and refused without being held: this process must stay small whatever it is given."""
        with opened() as content:
            head, size = content.read(4096), 0
        with opened() as content:
            digest = hashlib.sha256()
            while piece := content.read(1 << 22):
                digest.update(piece)
                size += len(piece)
        item = Item(relative, name, digest.hexdigest(), Came(b"", origin, self.given_on))
        words = f"{size // 2**20} MB", f"{recognise.MAX_BYTES // 2**20} MB"
        extension = door.safe_extension(head)
        self._refuse(item, extension, finding("file_too_large", None, None, *words))
        if not self.is_dry and extension not in recognise.MAIL:
            with opened() as content:
                self.earlier.session.warehouse.keep_stream(item.sha256, content)


def _told(bad: recognise.BadFile) -> Finding:
    return finding(bad.code, None, None, bad.found, bad.expected)


def _copies(files: list[dict]) -> dict[str, dict]:
    """Bytes that had the content of a submission of one version: they still have it, unread."""
    versions: dict[tuple, list[str]] = {}
    for e in files:
        if e["kind"] == "self_assessment" and e["status"] in IN_FORCE:
            versions.setdefault((e["unit_code"], e["year"], e.get("assessment_code")), []).append(e["content_hash"])
    return {
        e["sha256"]: e
        for e in files
        if e["status"] == "duplicate"
        and e["content_hash"]
        and versions.get((e["unit_code"], e["year"], e.get("assessment_code"))) == [e["content_hash"]]
    }


# what is looked at again


def rejected(earlier: Earlier) -> list[Item]:
    """All rejected files of the archive, and surveys that may hold more under today's question map."""
    warehouse, found = earlier.session.warehouse, []
    done = {e["sha256"] for e in earlier.in_force}
    for event in earlier.files:
        if event["status"] == "rejected" and event["sha256"] and event["sha256"] not in done:
            done.add(event["sha256"])
            found.append(again(warehouse, event))
    doubtful = (_again(e, warehouse.archived(e["sha256"], e["ext"])) for e in _doubtful_surveys(earlier))
    return [*found, *doubtful]


def again(warehouse: Warehouse, event: dict) -> Item:
    """A rejected file of the archive."""
    source = warehouse.original(event)
    is_small = source.stat().st_size <= recognise.MAX_BYTES
    return _again(event, source, is_small and holds_reference(source.read_bytes()))


def _again(event: dict, source: Path, is_reference: bool = False) -> Item:
    came = Came(
        source,
        event.get("zip"),
        event["given_on"],
        is_reference=is_reference,
        is_again=True,
        handed=event.get("handed"),
    )
    return Item(event["path"], event["file_name"], event["sha256"], came)


def _doubtful_surveys(earlier: Earlier) -> list[dict]:
    """Surveys in force of which a row or an answer was refused: today's question map may know it."""
    # an older export looked at again would become the newest of its wave
    latest = {
        e["sha256"]: e
        for e in earlier.in_force
        if e["kind"] == "survey" and earlier.surveys.get(e["seq"], (0, "", True))[2]
    }
    return [e for e in latest.values() if RECHECKED_SURVEYS & {f[1] for f in e["findings"]}]


# reading


def read(session: Session, items: list[Item], context: Context) -> list[Item]:
    """All files of a run that wait, with what a context reads in them; what has an error is rejected."""
    found = list(items)
    waiting = [n for n, i in enumerate(items) if not i.status and i.parsed is None]
    session.progress("Đọc tệp", 0, len(waiting))
    count = session.workers if len(waiting) > 1 else 1
    parsed_files = in_workers([items[n] for n in waiting], context, count, session.progress)
    for done, (place, parsed) in enumerate(parsed_files, 1):
        n = waiting[place]
        # what changes the reference had to be known before the others were read with it
        late = (finding("reference_format"),) if parsed.kind in REFERENCE_KINDS and not parsed.has_error else ()
        if not items[n].came.handed and any(f.code == TAKEN for f in parsed.findings):
            late += (finding("handover_alone"),)
        found[n] = replace(
            items[n],
            parsed=parsed,
            status="rejected" if parsed.has_error or late else "",
            extra=(*items[n].extra, *late),
        )
        session.heard(found[n])
        if done % 20 == 0 or done == len(waiting):
            session.progress("Đọc tệp", done, len(waiting))
    return found


def in_workers(
    items: list[Item], context: Context, count: int, progress: Progress = no_progress
) -> Iterator[tuple[int, ParsedFile]]:
    """(place in the list, what was read), as workers finish."""
    source = ((place, item.came.source, item.path) for place, item in enumerate(items))

    def say(place: int, share: float) -> None:
        say_part(progress, items[place].file_name, share)

    return workers.parse_all(source, context, workers=count, on_part=say)


def say_part(progress: Progress, name: str, share: float) -> None:
    """How much of one large file is read."""
    progress(f"Đọc {name} (%)", int(100 * share), 100)
