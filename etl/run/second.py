"""Scores of the office's own unit where people sign in: whoever brings them in does not make them count, another person does,
by having the same file looked at again."""

from __future__ import annotations

from dataclasses import replace

from etl.read.findings import finding
from etl.reference.context import Context
from etl.run.files import Item
from etl.run.session import Earlier
from warehouse.acting import SIGNED_IN, acting
from warehouse.withdrawn import IN_FORCE

CODE = "second_person_needed"
SCORES = ("raw.consolidated_score", "raw.correction")  # given by the office, not by the unit itself


def told(earlier: Earlier, items: list[Item], context: Context) -> list[Item]:
    """The files of a run; one with such scores that nobody else brought before is refused."""
    own, me = context.settings.get("office_unit_code"), acting()
    if me.via != SIGNED_IN or own is None:
        return items
    said = finding(CODE, found=context.settings.get("office_name") or own)

    def is_alone(item: Item) -> bool:
        if item.status or item.came.handed or not _has_scores_of(item, own):
            return False
        return not any(
            e["sha256"] == item.sha256 and e.get("via") == SIGNED_IN and e["who"] != me.who for e in earlier.files
        )

    return [replace(item, status="rejected", extra=(*item.extra, said)) if is_alone(item) else item for item in items]


def _has_scores_of(item: Item, unit: str) -> bool:
    rows = item.parsed.rows if item.parsed else {}
    return any(row.unit_code == unit for table in SCORES for row in rows.get(table, ()))


def waiting(files: list[dict]) -> list[dict]:
    """Journal events of files that wait for another person, the newest of each."""
    done = {e["sha256"] for e in files if e["status"] in IN_FORCE}
    found = {
        e["sha256"]: e
        for e in files
        if e["status"] == "rejected" and e["sha256"] not in done and any(f[1] == CODE for f in e["findings"])
    }
    return list(found.values())
