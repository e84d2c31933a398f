"""What the office brings in about its own unit where people sign in: its scores, the days on which it sent them, and what the
card of its head is made of. Whoever brings it in does not make it count; another person does, file by file, or sends it back
with a reason. What this list does not know but what changes a figure of the own unit waits too (`refuse_alone`)."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any

from etl.read.findings import finding
from etl.reference import tables
from etl.reference.context import Context
from etl.run.files import Item
from etl.run.session import Earlier
from warehouse import build, clock, difference, records
from warehouse.acting import SIGNED_IN, acting
from warehouse.store import State, Warehouse
from warehouse.withdrawn import IN_FORCE, REFERENCE_KINDS

CODE = "second_person_needed"
NO_RECEIPT = "own_receipt_alone"  # a refused file says no day of the own unit either (models/staging/receipt.sql)
SCORES = ("raw.self_assessment", "raw.consolidated_score", "raw.correction")
REGISTER = "raw.intake_register"
# what two lines of the register that say the same have in common, wherever they stand
_LINE = attrgetter(*(name for name in records.columns(REGISTER) if name not in ("file_seq", "sheet", "row_number")))
OF_HEAD = ("raw.recommendation", "raw.confirmation")
TABLES = ("heads", "extensions")  # of the reference, with a column unit_code
OWN = "office_unit_code"  # the setting; who could change it alone would be another unit


class NotWaiting(Exception):
    """The file waits for nobody, or not for this person; the message is for the user."""


class Alone(Exception):
    """What a run brings changes figures of the own unit though nobody else agreed; `items`: what may be the cause."""

    def __init__(self, items: list[Item]):
        super().__init__()
        self.items = items


def told(earlier: Earlier, items: list[Item], context: Context) -> list[Item]:
    """The files of a run; one about the own unit that nobody else brought before is refused."""
    own, name = context.settings.get(OWN), context.settings.get("office_name")
    items = _refused(earlier, items, own, name, lambda item: _rows(earlier, item, own))
    return [_without_receipt(earlier, item, own, name) for item in items]


def of_reference(earlier: Earlier, before: dict[str, list[tuple]], items: list[Item]) -> list[Item]:
    """The same of files of the reference. The first one is nobody's yet."""
    own, name = office(before)
    return _refused(earlier, items, own, name, lambda item: changes(before, item, own))


def refuse_alone(earlier: Earlier, before: dict[str, list[tuple]], items: list[Item], target: Path) -> None:
    """Whatever else changes figures of the own unit, such as a rule, a deadline or a name: raises Alone before that is
    published."""
    own, _ = office(before)
    if acting().via != SIGNED_IN or own is None or earlier.base is None:
        return
    some = [i for i in items if _may_be_the_cause(i, own) and _is_alone(earlier, i)]
    if some and difference.is_another_for(earlier.base, target, own):
        target.unlink(missing_ok=True)
        rules = [i for i in some if i.came.is_reference]
        raise Alone(rules or some)


def held_back(before: dict[str, list[tuple]], items: list[Item], alone: Alone) -> list[Item]:
    """The files of a run, before they are judged again: the cause waits for a second person."""
    own, name = office(before)
    causes = {(i.path, i.sha256): i for i in alone.items}

    def held(item: Item) -> Item:
        cause = causes.get((item.path, item.sha256))
        if cause is None:
            return item
        code = NO_RECEIPT if cause.status == "rejected" else CODE
        said = finding(code, found=name or own)
        return replace(item, status="rejected", parsed=cause.parsed, extra=(*item.extra, said))

    return [held(item) for item in items]


def office(tables_: dict[str, list[tuple]]) -> tuple[str | None, str | None]:
    """The code of the own unit and the name of the office, by the reference."""
    settings = {row[0]: row[1] for row in tables_.get("settings", [])}
    return settings.get(OWN), settings.get("office_name")


def _may_be_the_cause(item: Item, own: str) -> bool:
    """What holds of all units, or names none of them; of a refused file: a receipt, should a line of the register name it."""
    if item.status in (*IN_FORCE, "rejected") and item.parsed and not _asks(item):
        return item.said.unit_code in (None, own) and (item.status != "rejected" or item.kind != "reply")
    return False


def _refused(earlier: Earlier, items: list[Item], own: str | None, name: str | None, about) -> list[Item]:
    if acting().via != SIGNED_IN or own is None:
        return items
    said = finding(CODE, found=name or own)

    def waits(item: Item) -> bool:
        return not item.status and item.parsed is not None and _is_alone(earlier, item) and bool(about(item))

    return [replace(i, status="rejected", extra=(*i.extra, said)) if waits(i) else i for i in items]


def _without_receipt(earlier: Earlier, item: Item, own: str | None, name: str | None) -> Item:
    """A file of the own unit that is refused for what is wrong with it: nobody looks at it a second time, so the day given
    with it counts no more than its scores."""
    is_receipt = item.status == "rejected" and item.kind != "reply" and item.content.unit_code == own
    if own is None or not is_receipt or acting().via != SIGNED_IN or _asks(item) or not _is_alone(earlier, item):
        return item
    return replace(item, extra=(*item.extra, finding(NO_RECEIPT, found=name or own)))


def _asks(item: Item) -> bool:
    return any(f.code in (CODE, NO_RECEIPT) for f in item.extra)


def _is_alone(earlier: Earlier, item: Item) -> bool:
    """Whether nobody but this person answers for a file and the day given with it, since it was sent back or last in force.
    What is looked at again is confirmed only where it is named."""
    if item.came.handed:
        return False
    seen = [e for e in earlier.state.all_files if e["sha256"] == item.sha256]
    settled = [e["seq"] for e in seen if e["status"] in IN_FORCE]
    since = max([earlier.state.sent_back.get(item.sha256, {"seq": 0})["seq"], *settled])
    brought = [e for e in seen if e["seq"] > since and e["given_on"] == item.came.given_on]
    others = {e["who"] for e in brought if e.get("via") == SIGNED_IN} - {acting().who}
    return not others or (item.came.is_again and not item.came.is_confirmed)


def _rows(earlier: Earlier, item: Item, own: str | None) -> list[tuple[str, Any]]:
    """(table, row) of the own unit. That a sheet was sent to it says nothing of its head; that it came back does. Lines of
    the register that are in force already are nothing new."""
    rows = item.content.rows
    found = [
        (table, row)
        for table in (*SCORES, *OF_HEAD)
        for row in rows.get(table, ())
        if row.unit_code == own and (table != "raw.confirmation" or row.returned_on)
    ]
    lines = [row for row in rows.get(REGISTER, ()) if row.unit_code == own]
    known = _lines_in_force(earlier) if lines else set()
    return [*found, *((REGISTER, row) for row in lines if _LINE(row) not in known)]


def _lines_in_force(earlier: Earlier) -> set[tuple]:
    seqs = [e["seq"] for e in earlier.in_force if e["kind"] == "intake_register"]
    if not (earlier.base and seqs):
        return set()
    record = records.of(REGISTER)
    return {_LINE(record(*row[1:])) for row in build.read_raw(earlier.base, REGISTER, seqs)}


def changes(before: dict[str, list[tuple]], item: Item, own: str | None) -> list[tuple[str, tuple, bool]]:
    """(table, row, whether it comes) of the own unit that a file of the reference changes."""
    after = tables.replaced(before, item.content)
    found = []
    for table in (*TABLES, "settings"):
        columns = tables.tables()[table].names
        place, value = (columns.index("unit_code"), own) if table in TABLES else (0, OWN)
        was, now = (
            {row for row in content.get(table, []) if row[place] == value and (table in TABLES or row[1])}
            for content in (before, after)
        )
        found += [(table, row, is_new) for rows, is_new in ((was - now, False), (now - was, True)) for row in rows]
    return found


def about_own(earlier: Earlier, before: dict[str, list[tuple]], item: Item) -> list[dict]:
    """What a file says of the own unit: table, values by column, and of the reference whether the row comes or goes."""
    own, _ = office(before)
    if item.kind in REFERENCE_KINDS:
        return [
            {"table": table, "is_new": is_new, "row": dict(zip(tables.tables()[table].names, row, strict=True))}
            for table, row, is_new in changes(before, item, own)
        ]
    return [{"table": table, "is_new": None, "row": row._asdict()} for table, row in _rows(earlier, item, own)]


# what waits


def waiting(state: State) -> list[dict]:
    """Journal events of files that wait for another person, the newest of each."""
    done = {e["sha256"]: e["seq"] for e in state.files if e["status"] != "rejected"}
    found = {
        e["sha256"]: e
        for e in state.files
        if e["status"] == "rejected"
        and e["seq"] > done.get(e["sha256"], 0)
        and any(f[1] == CODE for f in e["findings"])
    }
    return [e for sha256, e in found.items() if e["seq"] > state.sent_back.get(sha256, {"seq": 0})["seq"]]


def asked(state: State, sha256: str) -> dict:
    """What waits under a hash; raises NotWaiting."""
    event = next((e for e in waiting(state) if e["sha256"] == sha256), None)
    if event is None:
        raise NotWaiting("Tệp này không chờ xác nhận: đã được xác nhận, đã được trả lại, hoặc không có.")
    return event


def confirmable(state: State, sha256: str) -> dict:
    """The same, where this person may confirm it. A table of the reference that somebody changed since would be put back
    by it."""
    event = asked(state, sha256)
    if event["who"] == acting().who and event.get("via") == acting().via == SIGNED_IN:
        raise NotWaiting("Người nạp tệp không tự xác nhận được; cần người khác.")
    later = [
        e for e in state.files if e["kind"] in REFERENCE_KINDS and e["seq"] > event["seq"] and e["status"] in IN_FORCE
    ]
    if event["kind"] in REFERENCE_KINDS and later:
        raise NotWaiting("Danh mục đã được sửa sau khi tệp này được nạp; trả lại để lập lại trên danh mục hiện nay.")
    return event


def send_back(warehouse: Warehouse, sha256: str, reason: str) -> None:
    """It counts for nobody until somebody brings it again. Raises NotWaiting."""
    with warehouse.locked():
        state = warehouse.state()
        event = asked(state, sha256)
        kept = {name: event[name] for name in ("sha256", "path", "kind", "unit_code", "year")}
        said = {"type": "sent_back", "seq": state.last_seq + 1, **kept, "brought_by": event["who"], "reason": reason}
        warehouse.append([said | {"at": clock.stamp()} | acting().signature()])


def returned_to(state: State, who: str) -> list[dict]:
    """What was sent back to somebody and that nobody brought again."""
    newest = {e["sha256"]: e["seq"] for e in state.files if e["sha256"]}
    return [e for e in state.sent_back.values() if e["brought_by"] == who and newest.get(e["sha256"], 0) < e["seq"]]
