"""What is in force after runs were taken back. Pure: lists of journal events in, lists of events out.

A withdrawal names runs (or single files that a run replaced). What they brought leaves; everything later stays. By
default the day on which a file came is kept: such an event has the status `withdrawn`, a receipt without figures.
A later duplicate of what leaves takes its place. A withdrawal can be withdrawn like any other run.
"""

from __future__ import annotations

from dataclasses import dataclass, field

IN_FORCE = ("accepted", "accepted_with_warnings", "superseded")
REFERENCE_KINDS = ("reference", "framework")
# what a duplicate that takes the place of another says of itself; the rest is what was read from those bytes
OF_ITS_OWN = ("seq", "run", "at", "who", "path", "file_name", "sha256", "ext", "given_on", "first_seen_on", "as_of",
              "zip", "action")  # fmt: skip


@dataclass
class Taken:
    """What the withdrawals in force take back: run or journal number → whether its receipts go too."""

    runs: dict[int, bool] = field(default_factory=dict)
    files: dict[int, bool] = field(default_factory=dict)

    def of(self, event: dict) -> bool | None:
        """Whether receipts go too; None where the event stays."""
        told = self.files.get(event["seq"]), self.runs.get(event["run"])
        return None if told == (None, None) else True in told


def taken(withdrawals: list[dict]) -> Taken:
    """What all withdrawals together take back: one that a later one took back takes nothing."""
    out = Taken()
    for event in reversed(withdrawals):  # only a later run can take one back
        if event["run"] in out.runs:
            continue
        for numbers, known in ((event["runs"], out.runs), (event["files"], out.files)):
            for number in numbers:
                known[number] = known.get(number, False) or event["with_receipts"]
    return out


def files_that_count(received: list[dict], withdrawals: list[dict], seen: list[dict]) -> list[dict]:
    """The `received` events after all withdrawals, in order: those taken back with the status `withdrawn`, or gone where
    their receipts went too.

    received: events of files, oldest first. seen: every event of a file that the journal has, also those that a
    rollback put out of force: they tell when bytes were first received.
    """
    if not withdrawals:
        return list(received)
    out = taken(withdrawals)
    days = first_days(seen, out)
    known = _Carriers(any(out.of(e) is not None for e in received if e["kind"] in REFERENCE_KINDS))
    found = []
    for event in received:
        with_receipts = out.of(event)
        if event["status"] in IN_FORCE:
            known.carry(event, is_out=with_receipts is not None)
        if with_receipts:
            continue
        if with_receipts is None and event["status"] == "duplicate":
            event = known.in_place(event)
        elif with_receipts is False and event["status"] in IN_FORCE:
            event = event | {"status": "withdrawn"}
        if event["sha256"] in days:
            event = event | {"first_seen_on": days[event["sha256"]]}
        found.append(event)
    return found


def first_days(seen: list[dict], out: Taken) -> dict[str, str]:
    """sha256 → the day on which bytes were first received, where an earlier receipt of them was taken back."""
    lost = {e["sha256"] for e in seen if out.of(e)}
    days: dict[str, str] = {}
    for event in seen:
        if event["sha256"] in lost and not out.of(event):
            days.setdefault(event["sha256"], event.get("as_of") or event["first_seen_on"])
    return days


class _Carriers:
    """Which bytes and which contents are in force at a point of the journal, and what was taken back before it."""

    def __init__(self, reference_left: bool):
        self.reference_left = reference_left
        self.origin: dict[object, dict] = {}  # bytes or content → the newest event that carried it
        self.held: set[object] = set()  # bytes and contents in force
        self.lost: set[object] = set()  # bytes and contents of which an event was taken back
        # of a self-assessment: (kind, unit, year) → content of the newest version; those that lost a version
        self.newest: dict[tuple, object] = {}
        self.touched: set[tuple] = set()
        self.content_of: dict[str, tuple] = {}  # sha256 → content

    def carry(self, event: dict, is_out: bool) -> None:
        """An event that was in force when it came."""
        content = _content(event)
        if content:
            self.content_of[event["sha256"]] = content
        for name in filter(None, (event["sha256"], content)):
            self.origin[name] = event
            (self.lost if is_out else self.held).add(name)
        if content and not is_out:
            self.newest[content[:3]] = content
        elif content:
            self.touched.add(content[:3])

    def in_place(self, event: dict) -> dict:
        """A duplicate, or in its place the event that it would have been had the withdrawn one never come."""
        content = _content(event) or self.content_of.get(event["sha256"])
        if content:
            self.content_of[event["sha256"]] = content
        if event["sha256"] in self.held:
            return event
        if event["kind"] == "self_assessment" and content:  # a duplicate only of the version in force then
            is_held, is_lost = self.newest.get(content[:3]) == content, content[:3] in self.touched
        elif event["kind"] in REFERENCE_KINDS:  # it may repeat what several files had said before
            is_held, is_lost = False, self.reference_left
        else:
            is_held, is_lost = content in self.held, bool({event["sha256"], content} & self.lost)
        if is_held or not is_lost:
            return event
        new = _promoted(event, self.origin.get(content) or self.origin.get(event["sha256"]) or event)
        self.carry(new, is_out=False)
        return new


def _promoted(event: dict, original: dict) -> dict:
    own = {name: event[name] for name in OF_ITS_OWN if name in event}
    if event.get("content_hash"):  # it was read when it came
        rows = event.get("rows_read")
        own |= {name: event[name] for name in ("framework_code", "content_hash", "stored_sha256") if name in event}
        own["findings"] = [f for f in event["findings"] if f[1] != "same_content"]
        if rows:
            own |= dict(zip(("rows_in", "row_count", "rows_refused"), rows, strict=True))
    status = original["status"] if original["status"] in IN_FORCE else "accepted"
    return original | own | {"status": status}


def _content(event: dict) -> tuple | None:
    if not event["content_hash"]:
        return None
    return event["kind"], event["unit_code"], event["year"], event["content_hash"]
