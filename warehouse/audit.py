"""The audit ledger `archive/audit.jsonl`: who signed in, was refused, took files away or changed what stands.

A chain of its own with its own lock. No mart reads it, and nothing fails because of it: a line that cannot be written is
told to the log. What the journal tells is not told twice: a line `recorded` names its lines by number and hash.
"""

from __future__ import annotations

import logging
import os
from datetime import date
from itertools import takewhile
from pathlib import Path

import orjson
from filelock import FileLock

from warehouse import chain, clock
from warehouse.acting import acting
from warehouse.patience import patiently

SIGNED_IN, SIGNED_OUT, DENIED = "signed_in", "signed_out", "denied"
TAKEN = "taken"  # a file that was made for somebody
ROLES = "roles"  # the table of roles is another than at the last reading
RECORDED = "recorded"  # lines of the journal
RESTORED = "restored"  # a backup took the place of the folder
FORGOTTEN = "forgotten"  # older lines went, as the setting says
NAME = "audit.jsonl"
STEM = "audit"  # how the names of its files in the archive begin
KEPT_YEARS = 10  # where the reference says nothing (`audit_kept_years`)
PATIENCE = 5  # seconds for the lock
LOG = logging.getLogger("pbgdpl")


def tell(root: Path, event: dict) -> None:
    """Writes one line; what hinders it goes to the log, never to whoever acts."""
    try:
        Ledger(root).write(event)
    except (OSError, ValueError) as error:
        LOG.error("Không ghi được sổ truy vết %s: %s (%s)", NAME, error, event["type"])


def look(root: Path) -> None:
    """Tells the log what is wrong with the ledger, and where the journal is another than the ledger was told: at the
    beginning of each run, which goes on."""
    for words in wrong(root):
        LOG.error(words)


def wrong(root: Path) -> list[str]:
    """The same in sentences for a user."""
    ledger = Ledger(root)
    found = []
    if (line := ledger.changed_line()) is not None:
        found.append(
            f"Sổ truy vết không còn như lúc ghi: dòng {line} bị sửa, hoặc sau dòng đó có dòng bị thêm, bớt, đổi chỗ. "
            "Số liệu không phụ thuộc sổ này."
        )
    if (seq := ledger.unlike_journal()) is not None:
        found.append(
            f"Nhật ký không có dòng số {seq} như sổ truy vết đã ghi lại: cả nhật ký có thể đã bị thay. Báo người có thẩm quyền, đối "
            "chiếu với bản sao lưu."
        )
    return found


def forget(root: Path, today: date, settings: dict[str, str | None]) -> None:
    """Takes out what is older than the reference wants it kept; whole years are kept."""
    first = date(today.year - int(settings.get("audit_kept_years") or KEPT_YEARS), 1, 1)
    try:
        Ledger(root).forget_before(first, signature())
    except OSError as error:
        LOG.error("Không rút gọn được sổ truy vết %s: %s", NAME, error)


def recorded(events: list[dict], head: dict, current: str | None) -> dict:
    """The line that refers to lines which the journal was given. current: the snapshot in force before them."""
    signed = next((event for event in events if "who" in event and "at" in event), None)
    by = {key: signed[key] for key in ("at", "who", "role", "via") if key in signed} if signed else signature()
    names = {"published": "snapshot", "rollback": "to"}
    told = [event[names[event["type"]]] for event in events if event["type"] in names]
    return {
        "type": RECORDED, **by, "what": sorted({event["type"] for event in events}),
        "journal": [events[0]["seq"], events[-1]["seq"]], "sha256": head["sha256"],
        "from": current, "to": told[-1] if told else current,
    }  # fmt: skip


def signature() -> dict:
    """When, and who this process acts for."""
    return {"at": clock.stamp(), **acting().signature()}


class Ledger:
    """The ledger of one warehouse folder."""

    def __init__(self, root: Path):
        self.file = Path(root) / "archive" / NAME
        self.head = self.file.with_suffix(".head")  # seq and hash of the last line that was written
        self.lock = FileLock(Path(root) / ".audit.lock", timeout=PATIENCE)

    def events(self) -> list[dict]:
        """All lines that can be read, oldest first."""
        return [event for line in self._lines() if (event := _event(line))]

    def write(self, event: dict) -> None:
        """Appends a line and syncs it. Raises OSError."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.lock:
            last = self._last_whole_line()
            # the head tells what was written last, should the line have been changed or cut off since
            head, seq = self._written_last(), (_event(last) or {"seq": 0})["seq"]
            before = head["sha256"] if head and head["seq"] >= seq else chain.digest(last)
            line = _line(event, max(seq, head["seq"] if head else 0) + 1, before)
            with self.file.open("ab") as file:
                file.write(line + b"\n")
                file.flush()
                os.fsync(file.fileno())
            self._write_head(line)

    def changed_line(self) -> int | None:
        """The number of the line that was changed, or after which lines were put in, taken out or moved; None where all
        stands as it was written."""
        head = self._written_last()  # before the lines: somebody may write meanwhile
        lines = self._lines()
        events = [event for line in lines if (event := _event(line))]
        if len(events) < len(lines):
            return 1 + [_event(line) for line in lines].index(None)
        forgotten = next((e["after"] for e in reversed(events) if e["type"] == FORGOTTEN), None)
        found = chain.broken(b"".join(line + b"\n" for line in lines), head, forgotten)
        if found:
            return found.line
        if head and head["sha256"] not in map(chain.digest, reversed(lines)):
            return len(lines)
        return None

    def unlike_journal(self) -> int | None:
        """The number of the first line of the journal that is not what this ledger was told when it was written, since a
        backup took the place of the folder or a break was accepted; None where all are. A journal that was replaced whole,
        by a chain that holds, is known by that."""
        try:
            journal = self.file.with_name("journal.jsonl").read_bytes()
        except FileNotFoundError:
            journal = b""
        hashes = {chain.digest(line) for line in journal.split(b"\n")}
        found = None
        for event in reversed(self.events()):
            if event["type"] == RESTORED:
                break
            if event["type"] == RECORDED and isinstance(event.get("sha256"), str):
                found = found if event["sha256"] in hashes else event["journal"][1]
                if chain.ACCEPTED in event["what"]:
                    break
        return found

    def forget_before(self, day: date, signed: dict) -> int:
        """Takes out the lines before a day, and says so in a line; how many they were. What was changed stays as it is.
        Raises OSError."""
        with self.lock:
            lines = self._lines()
            # most often the first line tells that none has to go
            gone = sum(1 for _ in takewhile(lambda line: _is_before(line, day), lines))
            if not gone or self.changed_line() is not None:
                return 0
            event = {"type": FORGOTTEN, **signed, "lines": gone, "before": day.isoformat()}
            event["after"] = chain.digest(lines[gone - 1])
            line = _line(event, orjson.loads(lines[-1])["seq"] + 1, chain.digest(lines[-1]))
            shorter = self.file.with_suffix(".shorter")
            shorter.write_bytes(b"".join(one + b"\n" for one in [*lines[gone:], line]))
            shorter.replace(self.file)
            self._write_head(line)
            return gone

    def accept_break(self, by: str, reason: str, signed: dict) -> dict | None:
        """Sets a ledger that was changed aside, as evidence, and begins another with who accepted that; None where it is
        whole."""
        line = self.changed_line()
        if line is None:
            return None
        with self.lock:
            old = self.file.read_bytes() if self.file.is_file() else b""
            aside = self.file.with_name(f"{STEM}-{chain.digest(old)[:12]}.jsonl")
            aside.write_bytes(old)
            self.file.unlink(missing_ok=True)
            self.head.unlink(missing_ok=True)
        event = {"type": chain.ACCEPTED, **signed, "by": by, "reason": reason, "line": line, "aside": aside.name}
        self.write(event)
        return event

    def _lines(self) -> list[bytes]:
        try:
            return self.file.read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []

    def _last_whole_line(self) -> bytes:
        """Without reading all of them. What a killed writer left of a line never was one, and goes."""
        if not self.file.is_file():
            return b""
        with self.file.open("rb+") as file:
            start = size = file.seek(0, os.SEEK_END)
            tail = b""
            while start and tail.count(b"\n") < 2:
                start = max(start - 65536, 0)
                file.seek(start)
                tail = file.read(size - start)
            whole = tail.rfind(b"\n") + 1
            if whole < len(tail):
                file.truncate(start + whole)
        return tail[:whole].rstrip(b"\n").rpartition(b"\n")[2]

    def _written_last(self) -> dict | None:
        try:
            return chain.head_of(self.head.read_bytes())
        except FileNotFoundError:
            return None

    def _write_head(self, line: bytes) -> None:
        """Killed before it, the head tells of an earlier line, which is no fault."""
        new = self.head.with_suffix(".next")
        new.write_bytes(orjson.dumps({"seq": orjson.loads(line)["seq"], "sha256": chain.digest(line)}))
        patiently(lambda: new.replace(self.head))


def _line(event: dict, seq: int, before: str) -> bytes:
    """before: the hash of the line before it."""
    return orjson.dumps({"seq": seq, **event, "prev": before})


def _event(line: bytes) -> dict | None:
    """None of what is no line of this ledger."""
    try:
        event = orjson.loads(line)
    except ValueError:
        return None
    whole = isinstance(event, dict) and isinstance(event.get("seq"), int)
    return event if whole and all(isinstance(event.get(key), str) for key in ("type", "at", "who")) else None


def _is_before(line: bytes, day: date) -> bool:
    event = _event(line)
    return event is not None and event["at"][:10] < day.isoformat()
