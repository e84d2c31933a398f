"""The warehouse folder: archive, journal, snapshots and the CURRENT pointer.

Archive and journal are the truth; snapshots are derived from them. A snapshot is built under a temporary name,
synced, renamed, announced in the journal, and only then does CURRENT name it: a reader sees the old snapshot or
the new one, whenever the writer dies.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import orjson
from filelock import FileLock, Timeout

KEEP_SNAPSHOTS = 5
IN_FORCE = ("accepted", "accepted_with_warnings", "superseded")


class WarehouseError(Exception):
    """The warehouse could not be read or written; the message is for the user."""


@dataclass
class State:
    """What the journal says. `files` are the `received` events in force, oldest first."""

    files: list[dict] = field(default_factory=list)
    all_files: list[dict] = field(default_factory=list)
    published: dict[str, dict] = field(default_factory=dict)  # snapshot id → its event
    files_at: dict[str, list[dict]] = field(
        default_factory=dict
    )  # snapshot id → files in force then
    current: str | None = None  # what CURRENT should name
    covered_seq: int = 0  # files in force up to here are in the current snapshot, or change no mart
    last_seq: int = 0
    last_run: int = 0

    @property
    def pending(self) -> list[dict]:
        """Files in force that no publication covers yet: an earlier run was cut off."""
        return [e for e in self.files if e["seq"] > self.covered_seq and e["status"] != "duplicate"]

    def first_seen(self) -> dict[str, str]:
        """sha256 → as_of of the run in which the bytes were first received, withdrawn or not."""
        seen: dict[str, str] = {}
        for event in self.all_files:
            seen.setdefault(event["sha256"], event["first_seen_on"])
        return seen


def fold(events: list[dict]) -> State:
    """State after all events. A rollback puts the files of the chosen snapshot in force again."""
    state = State()
    for event in events:
        state.last_seq = max(state.last_seq, event["seq"])
        state.last_run = max(state.last_run, event.get("run", 0))
        kind = event["type"]
        if kind == "received":
            state.files.append(event)
            state.all_files.append(event)
        elif kind == "published":
            state.published[event["snapshot"]] = event
            state.files_at[event["snapshot"]] = list(state.files)
            state.current = event["snapshot"]
            state.covered_seq = event["covers_seq"]
        elif kind == "unchanged":
            state.covered_seq = event["covers_seq"]
        elif kind == "rollback":
            state.files = list(state.files_at[event["to"]])
            state.current = event["to"]
            state.covered_seq = event["seq"]
    return state


class Warehouse:
    """One warehouse folder."""

    def __init__(self, root: Path):
        self.root = Path(root)
        self.archive = self.root / "archive"
        self.quarantine = self.archive / "quarantine"
        self.journal = self.archive / "journal.jsonl"
        self.snapshots = self.root / "snapshots"
        self.answers = self.root / "answers"
        self.scratch = self.answers / ".building"  # of one run; only its owner may read it
        self.pointer = self.root / "CURRENT"

    @classmethod
    def from_environment(cls) -> Warehouse:
        """The folder that `PBGDPL_WAREHOUSE` names, else warehouse/data."""
        default = Path(__file__).resolve().parent / "data"
        return cls(Path(os.environ.get("PBGDPL_WAREHOUSE") or default))

    # reading

    def snapshot_path(self, snapshot: str) -> Path:
        return self.snapshots / f"{snapshot}.duckdb"

    def current_id(self) -> str | None:
        """Id of the published snapshot; where CURRENT is damaged, the newest one that the journal announced."""
        try:
            name = self.pointer.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            name = ""
        if _is_plain(name) and self.snapshot_path(name).is_file():
            return name
        state = self.state()
        for snapshot in [state.current, *reversed(state.published)]:
            if snapshot and self.snapshot_path(snapshot).is_file():
                return snapshot
        return None

    def events(self) -> list[dict]:
        """All whole lines of the journal; a torn last line is not an event."""
        try:
            data = self.journal.read_bytes()
        except FileNotFoundError:
            return []
        lines = data.split(b"\n")
        events = []
        for number, line in enumerate(lines[:-1], 1):
            try:
                events.append(orjson.loads(line))
            except ValueError as error:
                raise WarehouseError(
                    f"Nhật ký {self.journal.name} hỏng ở dòng {number}. Chạy: python -m etl doctor"
                ) from error
        return events

    def state(self) -> State:
        return fold(self.events())

    def archived(self, sha256: str, ext: str) -> Path:
        """Path of an archived file, in quarantine or not."""
        for folder in (self.archive, self.quarantine):
            path = folder / f"{sha256}.{ext}"
            if path.is_file():
                return path
        raise WarehouseError(f"Kho lưu thiếu tệp {sha256}.{ext}")

    # writing

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time; a second waits and says so. Finishes what a killed writer had announced."""
        try:
            self.snapshots.mkdir(parents=True, exist_ok=True)
            self.archive.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / ".lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                print("Đang có lần nạp khác chạy; chờ đến lượt…", file=sys.stderr, flush=True)
                lock.acquire()
        except OSError as error:
            raise WarehouseError(f"Không ghi được vào kho {self.root}: {error.strerror}") from error
        try:
            self._finish_interrupted()
            yield
        except OSError as error:
            raise WarehouseError(f"Không ghi được vào kho {self.root}: {error.strerror}") from error
        finally:
            lock.release()

    def _finish_interrupted(self) -> None:
        expected = self.state().current
        if expected and self.snapshot_path(expected).is_file() and self.current_id() != expected:
            self.point_to(expected)
        for leftover in self.snapshots.glob("*.building*"):
            leftover.unlink()
        for leftover in self.archive.glob("*.incoming"):
            leftover.unlink()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def keep(self, sha256: str, data: bytes) -> Path:
        """Writes received bytes into the archive under a temporary name; `settle` gives the final one. Until it is
        known what they are, only the owner may read them."""
        path = self.archive / f"{sha256}.incoming"
        with open(path, "wb", opener=_private) as file:
            file.write(data)
        return path

    def keep_copy(self, sha256: str, source: Path) -> Path:
        """The same for a file that is too large to be held."""
        path = self.archive / f"{sha256}.incoming"
        with open(path, "wb", opener=_private) as file, source.open("rb") as original:
            shutil.copyfileobj(original, file, 1 << 22)
        return path

    def settle(self, sha256: str, ext: str, quarantined: bool) -> None:
        """Final name of kept bytes. What is already there stays as it is."""
        incoming = self.archive / f"{sha256}.incoming"
        if not incoming.exists():
            return
        target = self.archive / f"{sha256}.{ext}"
        if quarantined:
            self.quarantine.mkdir(mode=0o700, exist_ok=True)
            target = self.quarantine / target.name
        else:
            (self.quarantine / target.name).unlink(missing_ok=True)
            incoming.chmod(0o644)
        incoming.replace(target)

    def settle_survey(self, sha256: str, stored: Path) -> None:
        """Keeps a survey without its personal columns, under the hash of the original, which goes."""
        (self.archive / f"{sha256}.incoming").unlink(missing_ok=True)
        for waiting in self.quarantine.glob(f"{sha256}.*"):
            waiting.unlink()
        target = self.archive / f"{sha256}.csv"
        if not target.exists():
            stored.chmod(0o644)
            stored.replace(target)

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
        """Writes events to the journal and syncs them to disk, with everything archived before."""
        if not events:
            return
        text = b"".join(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE) for event in events)
        _sync_all(self.archive)
        with self.journal.open("ab+") as journal:
            size = journal.seek(0, os.SEEK_END)
            if size:
                journal.seek(-1, os.SEEK_END)
                if (
                    journal.read(1) != b"\n"
                ):  # a torn last line of a killed writer: it was never an event
                    journal.seek(0)
                    whole = journal.read().rfind(b"\n") + 1
                    journal.truncate(whole)
            journal.write(text)
            journal.flush()
            os.fsync(journal.fileno())

    def publish(self, built: Path, event: dict) -> None:
        """Makes a built file the current snapshot: sync, rename, journal, pointer."""
        with built.open("rb+") as file:
            os.fsync(file.fileno())
        built.replace(self.snapshot_path(event["snapshot"]))
        _sync_folder(self.snapshots)
        self.append([event])
        self.point_to(event["snapshot"])

    def point_to(self, snapshot: str) -> None:
        """Swaps CURRENT."""
        temporary = self.root / "CURRENT.building"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(snapshot + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.pointer)
        _sync_folder(self.root)

    def clean_up(self) -> None:
        """Removes old snapshots beyond the last few; never the current one, its predecessor, or a frozen one."""
        state = self.state()
        order = [s for s in state.published if self.snapshot_path(s).is_file()]
        keep = set(order[-KEEP_SNAPSHOTS:]) | {state.current}
        if state.current in order:
            keep |= set(order[max(order.index(state.current) - 1, 0) :][:1])
        for snapshot in order:
            frozen = self.snapshot_path(snapshot).with_suffix(".frozen").exists()
            if snapshot not in keep and not frozen:
                with contextlib.suppress(
                    OSError
                ):  # a reader on Windows holds it; the next run tries again
                    self.snapshot_path(snapshot).unlink()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _is_plain(name: str) -> bool:
    return bool(name) and all(c.isalnum() or c in "-_" for c in name)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
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
