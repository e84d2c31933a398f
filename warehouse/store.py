"""The warehouse folder: archive, journal, snapshots and the CURRENT pointer.

Archive and journal are the truth; snapshots are derived from them. A snapshot is built under a temporary name,
synced, renamed, announced in the journal, and only then does CURRENT name it: a reader sees the old snapshot or
the new one, whenever the writer dies.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import quote

import duckdb
import orjson
from filelock import FileLock, Timeout

from warehouse import audit, chain, patience
from warehouse.patience import patiently
from warehouse.withdrawn import IN_FORCE, files_that_count, first_days, taken

__all__ = ["IN_FORCE", "State", "Warehouse", "WarehouseError"]

KEEP_SNAPSHOTS = 5
PUBLISHED = ("published", "amended")  # stages of a year whose figures the public knows
KEPT = ("submitted", *PUBLISHED)  # whose figures went out of the office: their snapshots are kept for good
DOCTOR = "Chạy: python -m etl doctor"
RESTORING = ".restoring"  # holds a backup until it has taken the place of what stands in the folder
CUT_OFF = "Lần khôi phục kho trước bị ngắt giữa chừng; chạy lại: python -m etl restore TỆP_SAO_LƯU"
NOT_WHOLE = (
    "Nhật ký không còn nguyên như lúc ghi: {where}. Không ghi thêm gì; số liệu đang hiện giữ nguyên. Khôi phục kho từ "
    "bản sao lưu, hoặc, khi người có thẩm quyền chấp nhận: python -m etl accept-break --by NGƯỜI --reason LÝ_DO"
)
# What an event must say before anything is built on it.
NEEDED = {
    "received": {"run", "sha256", "ext", "kind", "status", "path", "file_name", "unit_code", "year", "given_on",
                 "first_seen_on", "content_hash", "row_count", "findings"},
    "published": {"snapshot", "as_of", "covers_seq"},
    "unchanged": {"covers_seq"},
    "rollback": {"to"},
    "reread": {"run", "files", "at", "who"},  # data rows of files as a changed reference reads them
    "withdrawn": {"run", "runs", "files", "with_receipts", "at", "who"},
    "withdrawal_asked": {"runs", "with_receipts", "at", "who"},
    "withdrawal_sent_back": {"runs", "with_receipts", "asked_by", "reason", "at", "who"},
    "stored_again": {"sha256", "from", "to", "content_hash", "at", "who"},
    "staged": {"run", "year", "stage", "since", "document_number", "document_date", "at", "who"},
    "stage_proposed": {"year", "stage", "document_number", "document_date", "at", "who"},
    "sent_back": {"sha256", "path", "brought_by", "reason", "at", "who"},
    "frozen": {"document", "version", "snapshot", "parts", "texts", "figures", "files", "at", "who"},
    chain.ACCEPTED: {"line", "lost", "reason", "by", "at", "who"},
}  # fmt: skip


class WarehouseError(Exception):
    """The warehouse could not be read or written; the message is for the user."""


@dataclass
class State:
    """What the journal says. `received` are the events of files since the last return to a snapshot, oldest first;
    `withdrawals` what was taken back of them."""

    received: list[dict] = field(default_factory=list)
    withdrawals: list[dict] = field(default_factory=list)
    all_files: list[dict] = field(default_factory=list)
    published: dict[str, dict] = field(default_factory=dict)  # snapshot id → its event
    # snapshot id → (received, withdrawals, how many of all_files) then
    held: dict[str, tuple[list[dict], list[dict], int]] = field(default_factory=dict)
    current: str | None = None  # what CURRENT should name
    covered_seq: int = 0  # files in force up to here are in the current snapshot, or change no mart
    last_seq: int = 0
    last_run: int = 0
    hashes: dict[str, str] = field(default_factory=dict)  # snapshot id → sha256 of its file
    frozen: list[dict] = field(default_factory=list)  # versions of documents, oldest first
    # stages of years, oldest first, each with the first `snapshot` that held it; neither rollback nor withdrawal takes
    # one back: what was told to the public was told
    stages: list[dict] = field(default_factory=list)
    staged: dict[str, int] = field(default_factory=dict)  # snapshot id → how many of the stages it holds
    proposed: list[dict] = field(default_factory=list)  # stages that one person proposed, for a second one to confirm
    sent_back: dict[str, dict] = field(default_factory=dict)  # sha256 → what a second person said of it last
    # runs → what was said last of taking them back: that one person asks for it, or that a second one did not agree
    asked_back: dict[tuple[int, ...], dict] = field(default_factory=dict)
    stored: dict[str, list[dict]] = field(
        default_factory=dict
    )  # sha256 of a survey → the events that tell how it was stored, oldest first
    lost: set[str] = field(default_factory=set)  # snapshots whose lines were gone when a break was accepted

    @cached_property
    def files(self) -> list[dict]:
        """The events of files that count, oldest first; what was taken back has the status `withdrawn`, or is gone."""
        return files_that_count(self.received, self.withdrawals, self.all_files)

    def files_in(self, snapshot: str) -> list[dict]:
        """The same for a published snapshot."""
        received, withdrawals, count = self.held[snapshot]
        return files_that_count(received, withdrawals, self.all_files[:count])

    def stages_in(self, snapshot: str) -> list[dict]:
        """The stages that a published snapshot holds."""
        return self.stages[: self.staged[snapshot]]

    @property
    def pinned(self) -> set[str]:
        """Snapshots that are kept for good: of signed versions, and those that were submitted or published."""
        out = {e["snapshot"] for e in self.stages if e["stage"] in KEPT and "snapshot" in e}
        return out | {version["snapshot"] for version in self.frozen}

    def stage_of(self, year: int) -> str | None:
        """The stage that was set for a year last."""
        return next((e["stage"] for e in reversed(self.stages) if e["year"] == year), None)

    def proposal_of(self, year: int) -> dict | None:
        """The last stage that was proposed for a year and that no stage followed."""
        since = max((e["seq"] for e in self.stages if e["year"] == year), default=0)
        return next((e for e in reversed(self.proposed) if e["year"] == year and e["seq"] > since), None)

    @property
    def documents(self) -> list[dict]:
        """Files of signed-off versions and of stages, which the archive keeps beside what was received."""
        events = (*self.frozen, *self.stages, *self.proposed)
        return list({file["sha256"]: file for e in events for file in e.get("files", [])}.values())

    @property
    def pending(self) -> list[dict]:
        """What no publication covers yet: an earlier run was cut off, or a rollback left stages behind."""
        files = [e for e in self.files if e["status"] != "duplicate"]
        waiting = [e for e in (*files, *self.withdrawals) if e["seq"] > self.covered_seq]
        return waiting + self.stages[self.staged.get(self.current or "", 0) :]

    def first_seen(self) -> dict[str, str]:
        """sha256 → as_of of the run in which the bytes were first received; a receipt that was taken back never was."""
        out = taken(self.withdrawals)
        seen: dict[str, str] = {}
        for event in self.all_files:
            if not out.of(event):
                seen.setdefault(event["sha256"], event["first_seen_on"])
        return seen | first_days(self.all_files, out)


def is_event(event: object) -> bool:
    """Whether a line of the journal says what events of its type must say."""
    return (
        isinstance(event, dict)
        and isinstance(event.get("type"), str)
        and isinstance(event.get("seq"), int)
        and NEEDED.get(event["type"], set()) <= event.keys()
    )


def fold(events: list[dict]) -> State:
    """State after all events. A rollback puts the files of the chosen snapshot in force again."""
    state = State()
    copies: list[dict] = []  # of events whose data rows a changed reference reads otherwise
    for event in events:
        state.last_seq = max(state.last_seq, event["seq"])
        state.last_run = max(state.last_run, event.get("run", 0))
        kind = event["type"]
        if "snapshot_sha256" in event:
            state.hashes[event.get("snapshot") or event["to"]] = event["snapshot_sha256"]
        if kind == "received":
            if event.get("stored_sha256"):
                state.stored.setdefault(event["sha256"], []).append(event)
            event = {**event}
            state.received.append(event)
            state.all_files.append(event)
        elif kind == "withdrawn":
            state.withdrawals.append(event)
            state.asked_back.pop(tuple(event["runs"]), None)
        elif kind in ("withdrawal_asked", "withdrawal_sent_back"):
            state.asked_back[tuple(event["runs"])] = event
        elif kind == "stored_again":
            state.stored.setdefault(event["sha256"], []).append(event)
        elif kind == "reread":
            rows = {one["seq"]: one for one in event["files"]}
            copies += [e | rows[e["seq"]] for e in state.received if e["seq"] in rows]
            new = {e["seq"]: e for e in copies}
            state.received = [new[e["seq"]] if e["seq"] in rows else e for e in state.received]
        elif kind == "published":
            _keep_refused(state, event)
            state.published[event["snapshot"]] = event
            state.held[event["snapshot"]] = (
                list(state.received), list(state.withdrawals), len(state.all_files),
            )  # fmt: skip
            state.current = event["snapshot"]
            state.covered_seq = event["covers_seq"]
            _keep_stages(state, event["snapshot"])
        elif kind == "unchanged":
            state.covered_seq = event["covers_seq"]
            if state.current:
                _keep_stages(state, state.current)
        elif kind == "staged":
            state.stages.append({**event})
        elif kind == "stage_proposed":
            state.proposed.append(event)
        elif kind == "sent_back":
            state.sent_back[event["sha256"]] = event
        elif kind == "frozen":
            state.frozen.append(event)
        elif kind == chain.ACCEPTED:
            state.lost |= set(event["lost"])
        elif kind == "rollback":
            if event["to"] not in state.held:
                raise WarehouseError(f"Nhật ký nhắc tới bản số liệu không có: {event['to']}. {DOCTOR}")
            _keep_refused(state, event)
            received, withdrawals, _ = state.held[event["to"]]
            state.received, state.withdrawals = list(received), list(withdrawals)
            state.current = event["to"]
            state.covered_seq = event["seq"]
    _tell_stored(state, copies)
    return state


def _keep_stages(state: State, snapshot: str) -> None:
    state.staged[snapshot] = len(state.stages)
    for event in state.stages:
        event.setdefault("snapshot", snapshot)


def _tell_stored(state: State, copies: list[dict]) -> None:
    """Of a survey the archive keeps what was stored last: every event of its bytes tells that hash, and those before
    it, one of which a writer that was killed may have left in the archive."""
    for event in (*state.all_files, *copies):
        told = state.stored.get(event.get("sha256", ""))
        if not told:
            continue
        *earlier, newest = [t.get("to") or t["stored_sha256"] for t in told]
        event |= {"stored_sha256": newest, "stored_earlier": earlier}
        later = [t for t in told if t["type"] == "stored_again" and t["seq"] > event["seq"]]
        if event["content_hash"] and later:
            event["content_hash"] = later[-1]["content_hash"] or event["content_hash"]


def _keep_refused(state: State, event: dict) -> None:
    """What earlier runs refused while a snapshot was in force changed nothing in it, and waits on (for its mapping, for
    `--recheck`) after a return to it."""
    if state.current:
        run = event.get("run", state.last_run + 1)  # a rollback has no number
        files = state.held[state.current][0]
        last = files[-1]["seq"] if files else 0
        files += [e for e in state.received if e["seq"] > last and e["status"] == "rejected" and e["run"] < run]


def document(name: str, data: bytes) -> dict:
    """A document of the office, as the `files` of an event name it."""
    return {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "ext": name.rpartition(".")[2].lower()}


class Warehouse:
    """One warehouse folder."""

    def __init__(self, root: Path):
        self.root = Path(root)
        self.archive = self.root / "archive"
        self.quarantine = self.archive / "quarantine"
        self.journal = self.archive / "journal.jsonl"
        self.torn = self.archive / "journal.torn"
        self.head = self.archive / "journal.head"  # seq and hash of the last line that was written
        self.snapshots = self.root / "snapshots"
        self.answers = self.root / "answers"
        self.scratch = self.answers / ".building"  # of one run; only its owner may read it
        self.pointer = self.root / "CURRENT"
        self.kept: set[str] = set()  # hashes of received bytes that have no final name yet

    @classmethod
    def from_environment(cls) -> Warehouse:
        """The folder that `PBGDPL_WAREHOUSE` names, else warehouse/data."""
        default = Path(__file__).resolve().parent / "data"
        return cls(Path(os.environ.get("PBGDPL_WAREHOUSE") or default))

    # reading

    def stored(self, snapshot: str) -> Path | None:
        """The file of a snapshot whose id came from outside, such as a document; None where no such file is kept."""
        return next((path for path in self.snapshots.glob("*.duckdb") if path.stem == snapshot), None)

    def snapshot_path(self, snapshot: str) -> Path:
        return self.snapshots / f"{snapshot}.duckdb"

    def named(self) -> str | None:
        """What CURRENT names, if that can be the id of a snapshot at all."""
        try:
            with patiently(lambda: self.pointer.open("rb")) as file:
                name = file.read(200).decode("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return name if _is_plain(name) else None

    def candidates(self) -> Iterator[str]:
        """Ids in the order in which a reader tries them: what CURRENT names, then what the journal announced,
        newest first. None of them may be a whole file."""
        named = self.named()
        if named and self.snapshot_path(named).is_file():
            yield named
        state = self.state()
        for snapshot in dict.fromkeys([state.current, *reversed(state.published)]):
            if snapshot and snapshot != named and self.snapshot_path(snapshot).is_file():
                yield snapshot

    def opens(self, snapshot: str) -> bool:
        """Whether a snapshot is there and DuckDB opens it. Blocks that nobody reads are not looked at."""
        path = self.snapshot_path(snapshot)
        if not path.is_file():
            return False
        try:
            duckdb.connect(str(path), read_only=True).close()
        except duckdb.Error:
            return False
        return True

    @contextlib.contextmanager
    def held_open(self) -> Iterator[None]:
        """Keeps open what CURRENT names: DuckDB shares one opening among all that ask in this process, and a run asks
        several times what takes far less than to open the file."""
        with contextlib.ExitStack() as stack:
            named = self.named()
            if named and self.snapshot_path(named).is_file():
                with contextlib.suppress(duckdb.Error):
                    path = str(self.snapshot_path(named))
                    stack.enter_context(duckdb.connect(path, read_only=True))
            yield

    def current_id(self) -> str | None:
        """Id of the published snapshot; where it or CURRENT is damaged, the newest one that can be read."""
        return next((s for s in self.candidates() if self.opens(s)), None)

    def events(self) -> list[dict]:
        """All whole lines of the journal; a torn last line is not an event."""
        try:
            data = self.journal.read_bytes()
        except FileNotFoundError:
            return []
        events, number = [], 0
        try:
            for number, line in enumerate(data.split(b"\n")[:-1], 1):  # noqa: B007
                event = orjson.loads(line)
                if not is_event(event):
                    raise ValueError(line)
                events.append(event)
        except ValueError as error:
            raise WarehouseError(f"Nhật ký {self.journal.name} hỏng ở dòng {number}. {DOCTOR}") from error
        return events

    def state(self) -> State:
        return fold(self.events())

    def not_whole(self) -> tuple[int | None, list[str]]:
        """What is wrong with the journal though each of its lines can be read: the line where its chain is broken, and
        the snapshots that it must have announced but does not, since it lost its end."""
        events = self.events()
        journal = self.journal.read_bytes() if events else b""
        found = chain.broken(journal, self._written_last())
        state = State() if found else fold(events)
        return (found.line, []) if found else (None, self._lost(state))

    def unannounced(self, state: State) -> list[str]:
        """Snapshots that the journal does not know."""
        ids = sorted(path.stem for path in self.snapshots.glob("*.duckdb") if not path.stem.endswith(".building"))
        return [snapshot for snapshot in ids if snapshot not in state.published and snapshot not in state.lost]

    def _lost(self, state: State) -> list[str]:
        """Those of them that the journal must have announced."""
        return [s for s in self.unannounced(state) if not self.is_of_a_killed_writer(s, state)]

    def is_of_a_killed_writer(self, snapshot: str, state: State) -> bool:
        """Whether a snapshot that the journal does not know was about to be announced: its run is known or would be the
        next one, and nothing names it."""
        run = snapshot.partition("-")[0]
        return run.isdigit() and int(run) <= state.last_run + 1 and self.named() != snapshot

    def refuse_if_not_whole(self) -> None:
        """Nothing is built on a journal that is no longer what was written. Raises WarehouseError."""
        if (self.root / RESTORING).exists():
            raise WarehouseError(CUT_OFF)
        line, lost = self.not_whole()
        if line is not None:
            raise WarehouseError(
                NOT_WHOLE.format(where=f"dòng {line} bị sửa, hoặc sau dòng đó có dòng bị thêm, bớt, đổi chỗ")
            )
        if lost:
            raise WarehouseError(
                NOT_WHOLE.format(where=f"mất những dòng cuối, không còn nhắc tới bản số liệu {lost[-1]}")
            )

    def _written_last(self) -> dict | None:
        try:
            return chain.head_of(self.head.read_bytes())
        except FileNotFoundError:
            return None

    def original(self, event: dict) -> Path:
        """Path of the archived bytes of a `received` event, refused where they are no longer those received."""
        path = self.archived(event["sha256"], event["ext"])
        if not is_as_kept(path, event):
            raise WarehouseError(f"Tệp lưu {path.name} ({event['path']}) đã bị sửa, không dùng được. {DOCTOR}")
        return path

    def archived(self, sha256: str, ext: str) -> Path:
        """Path of an archived file, in quarantine or not."""
        for folder in (self.archive, self.quarantine):
            path = folder / f"{sha256}.{ext}"
            if path.is_file():
                return path
        raise WarehouseError(f"Kho lưu thiếu tệp {sha256}.{ext}. {DOCTOR}")

    def lacks(self, event: dict) -> bool:
        """Whether the archive lost the bytes of a `received` event. A survey is not kept as it came."""
        name = f"{event['sha256']}.{event['ext']}"
        return event["kind"] != "survey" and not (
            os.path.isfile(f"{self.archive}{os.sep}{name}")  # noqa: PTH113 (for each file of a run)
            or os.path.isfile(f"{self.quarantine}{os.sep}{name}")  # noqa: PTH113
        )

    # writing

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time; a second waits and says so. Finishes what a killed writer had announced, and
        leaves nothing half done where it fails itself."""
        with self.lock_only():
            self.refuse_if_not_whole()
            self._finish_interrupted()
            try:
                yield
            except BaseException:
                with contextlib.suppress(OSError):
                    self._sweep()
                raise

    @contextlib.contextmanager
    def lock_only(self) -> Iterator[None]:
        """The lock without a look at what is inside; what the system refuses becomes a WarehouseError."""
        lock = FileLock(self.root / ".lock")
        try:
            self.snapshots.mkdir(parents=True, exist_ok=True)
            self.archive.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                print("Đang có lần nạp khác chạy; chờ đến lượt…", file=sys.stderr, flush=True)
                lock.acquire()
            yield
        except OSError as error:
            raise WarehouseError(
                f"Không ghi được vào kho {self.root}: {reason(error)} Số liệu đang dùng không thay đổi."
            ) from error
        except duckdb.Error as error:
            raise WarehouseError(
                f"Không dựng được bản số liệu trong kho {self.root}: {reason(error)}"
                f" Số liệu đang dùng không thay đổi. {DOCTOR}"
            ) from error
        finally:
            lock.release()

    def is_locked(self) -> bool:
        """Whether somebody writes now; asked without waiting, and without leaving anything."""
        path = self.root / ".lock"
        if not path.is_file():
            return False
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False

    def _finish_interrupted(self) -> None:
        expected = self.state().current
        if expected and self.named() != expected and self.opens(expected):
            self.point_to(expected)
        self._sweep()

    def leftovers(self) -> list[Path]:
        """What a killed or failed writer left behind; nothing of it was ever announced."""
        return [
            *self.snapshots.glob("*.building*"),
            *self.archive.glob("*.incoming"),
            *self.root.glob("CURRENT.building"),
        ]

    def _sweep(self) -> None:
        self.replace_stored()
        for leftover in self.leftovers():
            leftover.unlink()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def keep(self, sha256: str, data: bytes) -> Path:
        """Writes received bytes into the archive under a temporary name; `settle` gives the final one. Until it is
        known what they are, only the owner may read them."""
        self.kept.add(sha256)
        path = self.archive / f"{sha256}.incoming"
        with open(path, "wb", opener=_private) as file:
            file.write(data)
        return path

    def keep_document(self, name: str, data: bytes) -> dict:
        """Archives a document that the office made or signed; what an event says of it."""
        said = document(name, data)
        self.keep(said["sha256"], data)
        self.settle(said["sha256"], said["ext"], quarantined=False)
        return said

    def keep_copy(self, sha256: str, source: Path) -> Path:
        """The same for a file that is too large to be held."""
        with source.open("rb") as content:
            return self.keep_stream(sha256, content)

    def keep_stream(self, sha256: str, content: IO[bytes]) -> Path:
        """The same for a stream."""
        self.kept.add(sha256)
        path = self.archive / f"{sha256}.incoming"
        with open(path, "wb", opener=_private) as file:
            shutil.copyfileobj(content, file, 1 << 22)
        return path

    def drop(self, sha256: str) -> None:
        """Kept bytes that must not stay."""
        self.kept.discard(sha256)
        (self.archive / f"{sha256}.incoming").unlink(missing_ok=True)

    def settle(self, sha256: str, ext: str, quarantined: bool) -> None:
        """Final name of kept bytes. What is already there stays as it is."""
        if sha256 not in self.kept:
            return
        self.kept.remove(sha256)
        incoming = self.archive / f"{sha256}.incoming"
        target = self.archive / f"{sha256}.{ext}"
        if quarantined:
            self.quarantine.mkdir(mode=0o700, exist_ok=True)
            target = self.quarantine / target.name
        else:
            (self.quarantine / target.name).unlink(missing_ok=True)
            incoming.chmod(0o644)
        incoming.replace(target)

    def settle_survey(self, sha256: str, stored: Path, is_refused: bool) -> bool:
        """Keeps a survey without its personal columns, under the hash of the original, which goes; whether it is what
        the journal must tell of. A refused one takes the place of no other: under the map of that time less of it was
        personal."""
        self.drop(sha256)
        for waiting in self.quarantine.glob(f"{sha256}.*"):
            waiting.unlink()
        target = self.archive / f"{sha256}.csv"
        if not target.exists():
            stored.chmod(0o644)
            stored.replace(target)
        elif is_refused:
            return False
        elif sha256_of(stored) != sha256_of(target):
            self.store_again(sha256, stored)
        return True

    def store_again(self, sha256: str, stored: Path) -> None:
        """Lays a survey that is stripped anew beside its stored copy. It takes the place of that one as soon as the
        journal tells its hash, and not before: whenever the writer dies, the journal knows what lies there."""
        waiting = self.archive / f"{sha256}.again"
        shutil.copyfile(stored, waiting)

    def replace_stored(self) -> None:
        """Puts what the journal tells of in the place of older stored copies; what it does not tell of goes."""
        if not (waiting := self.stored_again()):
            return
        state = self.state()
        for path in waiting:
            if any(is_newest(path, e) for e in state.all_files if e["sha256"] == path.stem):
                path.replace(self.archive / f"{path.stem}.csv")
            else:
                path.unlink()
        if waiting:
            _sync_folder(self.archive)

    def stored_again(self) -> list[Path]:
        """Surveys stripped anew that wait to take the place of their stored copies."""
        return sorted(self.archive.glob("*.again"))

    # coded answers of surveys: made from the archive, so that what is missing is made again

    def answer_files(self, fingerprint: str) -> dict[int, Path]:
        """file_seq → coded answers under a question map (its fingerprint)."""
        found = {}
        for path in self.answers.glob("**/*.parquet"):
            seq, _, mark = path.stem.partition("-")
            if mark == fingerprint and seq.isdigit() and ".building" not in path.parts:
                found[int(seq)] = path
        return found

    def keep_answers(self, files: dict[int, tuple[Path, int, str, bool]], fingerprint: str) -> None:
        """Puts coded answers (file_seq → path, year, wave, whether in force) into their partitions and removes what
        is not among them. Older exports of a wave wait apart, so that a reader of a partition counts nobody twice."""
        wanted = set()
        for seq, (path, year, wave, in_force) in files.items():
            top = self.answers if in_force else self.answers / ".older"
            folder = top / f"year={year}" / f"wave={quote(wave, safe='')}"
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / f"{seq}-{fingerprint}.parquet"
            if path != target:
                path.replace(target)
            wanted.add(target)
        for path in list(self.answers.glob("**/*.parquet")):
            if path not in wanted:
                path.unlink()
        for folder in sorted(self.answers.glob("**/*=*"), key=lambda f: -len(f.parts)):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def append(self, events: list[dict]) -> None:
        """Writes events to the journal and syncs them to disk, with everything archived before: all or none."""
        if not events:
            return
        _sync_all(self.archive)
        self.cut_torn_line()
        text, head = chain.linked(events, self.journal.read_bytes() if self.journal.is_file() else b"")
        with self.journal.open("ab", buffering=0) as journal:
            size = journal.seek(0, os.SEEK_END)
            try:
                _write_all(journal, text)
                os.fsync(journal.fileno())
            except OSError:  # a full disk: what was written of it must not count
                journal.truncate(size)
                raise
        with contextlib.suppress(OSError):  # the next writer does it
            self._write_head(head)
            self.replace_stored()
        audit.tell(self.root, audit.recorded(events, head, self.named()))

    def _write_head(self, head: dict) -> None:
        """Killed before it, the head tells of an earlier line, which is no fault."""
        next_head = self.head.with_suffix(".incoming")
        next_head.write_bytes(orjson.dumps(head))
        patiently(lambda: next_head.replace(self.head))

    def accept_break(self, by: str, reason: str, signature: dict) -> dict | None:
        """Goes on after a break: an event with the broken place, which covers everything before it as it now stands. None
        where the journal is whole. Raises WarehouseError where a line cannot be read."""
        with self.lock_only():
            line, lost = self.not_whole()
            if line is None and not lost:
                return None
            state = self.state()
            event = {
                "type": chain.ACCEPTED, "seq": state.last_seq + 1, "line": line, "lost": self._lost(state),
                "by": by, "reason": reason, **signature,
            }  # fmt: skip
            self.append([event])
            return event

    def cut_torn_line(self) -> bool:
        """Moves the torn last line of a killed writer, which never was an event, into a file beside the journal."""
        if not self.journal.is_file():
            return False
        with self.journal.open("rb+") as journal:
            size = journal.seek(0, os.SEEK_END)
            if not size or _byte_before(journal, size) == b"\n":
                return False
            journal.seek(0)
            whole = journal.read().rfind(b"\n") + 1
            journal.seek(whole)
            with self.torn.open("ab") as torn:
                torn.write(journal.read() + b"\n")
                torn.flush()
                os.fsync(torn.fileno())
            journal.truncate(whole)
            os.fsync(journal.fileno())
        return True

    def publish(self, built: Path, event: dict, before: list[dict]) -> None:
        """Makes a built file the current snapshot, with the events that it holds: sync, rename, journal, pointer.
        Where the disk is full nothing is announced and nothing is left."""
        with built.open("rb+") as file:
            os.fsync(file.fileno())
        event = event | {"snapshot_sha256": sha256_of(built)}
        final = self.snapshot_path(event["snapshot"])
        try:
            patiently(lambda: built.replace(final))
            _sync_folder(self.snapshots)
            self._write_pointer(event["snapshot"])
            self.append([*before, event])
        except OSError:
            final.unlink(missing_ok=True)
            raise
        self._swap_pointer()

    def point_to(self, snapshot: str) -> None:
        """Swaps CURRENT."""
        self._write_pointer(snapshot)
        self._swap_pointer()

    def _write_pointer(self, snapshot: str) -> None:
        with self._next_pointer.open("w", encoding="utf-8") as file:
            file.write(snapshot + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _swap_pointer(self) -> None:
        patiently(lambda: self._next_pointer.replace(self.pointer))
        _sync_folder(self.root)

    @property
    def _next_pointer(self) -> Path:
        return self.root / "CURRENT.building"

    def clean_up(self) -> None:
        """Removes old snapshots beyond the last few; never the current one, its predecessor, a frozen one, or one that
        was published to the public."""
        state = self.state()
        order = [s for s in state.published if self.snapshot_path(s).is_file()]
        keep = set(order[-KEEP_SNAPSHOTS:]) | {state.current}
        keep |= state.pinned
        if state.current in order:
            keep |= set(order[max(order.index(state.current) - 1, 0) :][:1])
        for snapshot in order:
            if snapshot not in keep:
                with contextlib.suppress(OSError):  # a reader on Windows holds it; the next run tries again
                    self.snapshot_path(snapshot).unlink()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _is_plain(name: str) -> bool:
    return bool(name) and all(c.isalnum() or c in "-_" for c in name)


def is_newest(path: Path, event: dict) -> bool:
    """Whether bytes are those that the archive should keep of a `received` event."""
    return sha256_of(path) == (event.get("stored_sha256") or event["sha256"])


def is_as_kept(path: Path, event: dict) -> bool:
    """The same, or those that it kept before a survey was stripped anew: nothing that is coded differs between them."""
    return is_newest(path, event) or sha256_of(path) in event.get("stored_earlier", ())


def sha256_of(path: Path) -> str:
    """Hash of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def reason(error: Exception) -> str:
    """Why the system or DuckDB refused, in words for the user."""
    if isinstance(error, OSError):
        known = {
            errno.ENOSPC: "ổ đĩa đã đầy.",
            errno.EDQUOT: "đã dùng hết dung lượng được cấp.",
            errno.EFBIG: "tệp vượt quá dung lượng cho phép.",
            errno.EROFS: "thư mục chỉ cho đọc.",
            errno.EACCES: "không có quyền ghi.",
            errno.EPERM: "không có quyền ghi.",
            errno.EIO: "ổ đĩa báo lỗi.",
        }
        return known.get(error.errno or 0, f"{error.strerror or error}.")
    text = str(error).split("\n", 1)[0][:300]
    if "No space left" in text or "File too large" in text:
        return "ổ đĩa đã đầy."
    return f"{text}."


def _byte_before(file, position: int) -> bytes:
    file.seek(position - 1)
    return file.read(1)


def _write_all(file, content: bytes) -> None:
    view = memoryview(content)
    while view:  # an unbuffered write may take a part only
        view = view[file.write(view) :]


def _sync_folder(folder: Path) -> None:
    if patience.WINDOWS:
        return  # folders cannot be synced there; the rename itself is journalled by NTFS
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_all(folder: Path) -> None:
    """Archived bytes reach the disk before the journal names them. One sync for hundreds of files is some
    ten times cheaper than one per file."""
    if hasattr(os, "sync"):
        os.sync()
    else:
        for path in folder.glob("*"):
            with path.open("rb+") as file:
                os.fsync(file.fileno())
