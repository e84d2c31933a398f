"""What the office brings in about its own unit where people sign in: its scores, and what the card of its head is made of.
Whoever brings it in does not make it count; another person does, file by file, or sends it back with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from etl.read.findings import finding
from etl.reference import tables
from etl.reference.context import Context
from etl.run.files import Item
from etl.run.session import Earlier
from warehouse import clock
from warehouse.acting import SIGNED_IN, acting
from warehouse.store import State, Warehouse
from warehouse.withdrawn import IN_FORCE, REFERENCE_KINDS

CODE = "second_person_needed"
SCORES = ("raw.consolidated_score", "raw.correction")  # given by the office, not by the unit itself
OF_HEAD = ("raw.recommendation", "raw.confirmation")
TABLES = ("heads", "extensions")  # of the reference, with a column unit_code
OWN = "office_unit_code"  # the setting; who could change it alone would be another unit


class NotWaiting(Exception):
    """The file waits for nobody, or not for this person; the message is for the user."""


def told(earlier: Earlier, items: list[Item], context: Context) -> list[Item]:
    """The files of a run; one about the own unit that nobody else brought before is refused."""
    own = context.settings.get(OWN)
    return _refused(earlier, items, own, context.settings.get("office_name"), lambda item: _rows(item, own))


def of_reference(earlier: Earlier, before: dict[str, list[tuple]], items: list[Item]) -> list[Item]:
    """The same of files of the reference. The first one is nobody's yet."""
    settings = {row[0]: row[1] for row in before.get("settings", [])}
    own = settings.get(OWN)
    return _refused(earlier, items, own, settings.get("office_name"), lambda item: changes(before, item, own))


def _refused(earlier: Earlier, items: list[Item], own: str | None, name: str | None, about) -> list[Item]:
    if acting().via != SIGNED_IN or own is None:
        return items
    said = finding(CODE, found=name or own)

    def waits(item: Item) -> bool:
        return not item.status and item.parsed is not None and _is_alone(earlier, item) and bool(about(item))

    return [replace(i, status="rejected", extra=(*i.extra, said)) if waits(i) else i for i in items]


def _is_alone(earlier: Earlier, item: Item) -> bool:
    """Whether nobody but this person answers for a file. What is looked at again is confirmed only where it is named."""
    if item.came.handed:
        return False
    sent_back = earlier.state.sent_back.get(item.sha256, {"seq": 0})["seq"]
    brought = [e for e in earlier.files if e["sha256"] == item.sha256 and e["seq"] > sent_back]
    others = {e["who"] for e in brought if e.get("via") == SIGNED_IN} - {acting().who}
    return not others or (item.came.is_again and not item.came.is_confirmed)


def _rows(item: Item, own: str | None) -> list[tuple[str, Any]]:
    """(table, row) of the own unit. That a sheet was sent to it says nothing of its head; that it came back does."""
    rows = item.content.rows
    return [
        (table, row)
        for table in (*SCORES, *OF_HEAD)
        for row in rows.get(table, ())
        if row.unit_code == own and (table != "raw.confirmation" or row.returned_on)
    ]


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


def about_own(before: dict[str, list[tuple]], item: Item) -> list[dict]:
    """What a file says of the own unit: table, values by column, and of the reference whether the row comes or goes."""
    own = {row[0]: row[1] for row in before.get("settings", [])}.get(OWN)
    if item.kind in REFERENCE_KINDS:
        return [
            {"table": table, "is_new": is_new, "row": dict(zip(tables.tables()[table].names, row, strict=True))}
            for table, row, is_new in changes(before, item, own)
        ]
    return [{"table": table, "is_new": None, "row": row._asdict()} for table, row in _rows(item, own)]


# what waits


def waiting(state: State) -> list[dict]:
    """Journal events of files that wait for another person, the newest of each."""
    done = {e["sha256"] for e in state.files if e["status"] in IN_FORCE}
    found = {
        e["sha256"]: e
        for e in state.files
        if e["status"] == "rejected" and e["sha256"] not in done and any(f[1] == CODE for f in e["findings"])
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
