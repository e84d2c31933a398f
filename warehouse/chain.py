"""The chain of the journal: each line carries, as `prev`, the hash of the line before it. Pure: bytes in, bytes out.

The first chained line of an older journal covers everything before it, and so does the line that accepts a break: what
stood before it counts as it stands, and may change no more.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import orjson

ACCEPTED = "break_accepted"  # the event by which a person goes on after a break


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold: the number of the line that was changed, or after which lines were put in, taken
    out or moved; `line` is 0 where that is before the first."""

    line: int


def digest(content: bytes) -> str:
    """SHA-256 of a line (without its end) or of all lines (with theirs)."""
    return hashlib.sha256(content).hexdigest()


def linked(events: list[dict], journal: bytes) -> tuple[bytes, dict]:
    """The lines that append events to a journal, and the head: seq and hash of the last of them."""
    lines, before = [], _last(journal)
    is_chained = before is not None and "prev" in orjson.loads(before)
    for event in events:
        covers = not is_chained or event["type"] == ACCEPTED
        prev = digest(b"".join([journal, *lines])) if covers else digest(before or b"")
        before, is_chained = orjson.dumps(event | {"prev": prev}), True
        lines.append(before + b"\n")
    return b"".join(lines), {"seq": events[-1]["seq"], "sha256": digest(before or b"")}


def head_of(content: bytes) -> dict | None:
    """The head that was kept, as `linked` gave it; None of what is none."""
    try:
        head = orjson.loads(content)
    except ValueError:
        return None
    is_whole = isinstance(head, dict) and isinstance(head.get("seq"), int) and isinstance(head.get("sha256"), str)
    return head if is_whole else None


def broken(journal: bytes, head: dict | None, forgotten: str | None = None) -> Break | None:
    """Where whole lines are no longer as they were written; None where all are. head: what `linked` gave last; a line
    with its seq that has another hash was changed. forgotten: the hash of the last line that went before the first."""
    found, before, is_chained = None, b"", False
    so_far = hashlib.sha256()
    for number, line in enumerate(journal.split(b"\n")[:-1], 1):
        event = orjson.loads(line)
        prev = event.get("prev")
        if event["type"] == ACCEPTED or (prev and not is_chained):
            holds = prev == (forgotten if forgotten and not before else so_far.hexdigest())
            found = None if holds and event["type"] == ACCEPTED else found
        else:
            holds = prev == digest(before) if is_chained else prev is None
        if not holds:
            found = found or Break(number - 1)
        if head and event["seq"] == head["seq"] and digest(line) != head["sha256"]:
            found = found or Break(number)
        is_chained = is_chained or prev is not None
        so_far.update(line + b"\n")
        before = line
    return found


def _last(journal: bytes) -> bytes | None:
    """The last whole line."""
    lines = journal.rsplit(b"\n", 2)
    return lines[-2] if len(lines) > 1 else None
