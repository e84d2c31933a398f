"""What the journal says of the files of a run, and the dates that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from etl.kinds import recheck
from etl.read.withheld import NAMELESS
from etl.reference.context import Context
from etl.run.decide import Dates
from etl.run.files import REPEATED, Item
from etl.run.reference import PLACE, Held
from etl.run.session import Earlier
from etl.surveys import personal
from warehouse import build
from warehouse.withdrawn import IN_FORCE

Named = Callable[[], Context]  # the reference in force: asked for only where a name looks like one of people


def numbered(earlier: Earlier, items: list[Item], first_seen_on: Callable[[str], str], context: Named) -> list[Item]:
    """Gives each item its line of the journal, in the contract's order of kinds, then by path. first_seen_on: of a
    hash."""
    places = sorted(range(len(items)), key=lambda n: _order(items[n]))
    found = list(items)
    for seq, n in enumerate(places, earlier.state.last_seq + 1):
        seen_on = (items[n].came.handed or {}).get("first_seen_on") or first_seen_on(items[n].sha256)
        line = items[n].line._replace(seq=seq, first_seen_on=seen_on)
        found[n] = named(replace(items[n], line=line), context)
    return found


def _order(item: Item) -> tuple:
    kind = item.parsed.kind if item.parsed else "unknown"
    return PLACE.get(kind, len(PLACE)), item.path.encode()


def named(item: Item, context: Named) -> Item:
    """With the paths that the journal keeps: of a survey without the names of people, of what must not come in none."""
    if item.is_withheld:
        return replace(item, line=item.line._replace(path=NAMELESS, zip_of=None))
    came = item.came.zip_of
    zip_of = came and came | {"name": _kept(item, came["name"], context)}
    return replace(item, line=item.line._replace(path=_kept(item, item.path, context), zip_of=zip_of))


def _kept(item: Item, path: str, context: Named) -> str:
    if item.kind != "survey" or personal.said_of_path(path, lambda _: False) == path:
        return path
    return personal.said_of_path(path, context().is_called_like_a_unit)


def received(earlier: Earlier, as_of: date, item: Item, status: str) -> dict:
    """The event of one file."""
    parsed, line, said = item.parsed, item.line, item.said
    of_survey = {"stored_sha256": parsed.stored_sha256} if parsed and parsed.stored else {}
    handed = {"handed": item.came.handed} if item.came.handed else {}
    event = {
        "type": "received", "seq": line.seq, "run": earlier.number, **earlier.signature(),
        "path": line.path, "file_name": line.path.rsplit("/", 1)[-1], "sha256": "" if item.is_withheld else item.sha256,
        "ext": said.ext, "kind": said.kind, "status": status, "unit_code": said.unit_code, "year": said.year,
        "framework_code": parsed.framework_code if parsed else None,
        "assessment_code": said.assessment_code,
        "given_on": item.came.given_on, "first_seen_on": line.first_seen_on,
        "as_of": as_of.isoformat(),
        "content_hash": parsed.content_hash if parsed else None,
        "row_count": item.rows.loaded, "rows_in": item.rows.rows_in, "rows_refused": item.rows.refused,
        "findings": [list(f) for f in item.findings],
        "zip": line.zip_of, **of_survey, **handed,
    }  # fmt: skip
    if status == "duplicate" and parsed:  # what it would bring, should it ever take the place of the other
        loaded, total, refused = recheck.counted(parsed)
        event["rows_read"] = [total, loaded, refused]
    return event


def of_run(earlier: Earlier, as_of: date, items: list[Item]) -> list[dict]:
    """The events of a run, in order."""
    written = sorted((i for i in items if not _is_no_news(i)), key=lambda i: i.line.seq)
    return [received(earlier, as_of, i, i.status) for i in written]


def _is_no_news(item: Item) -> bool:
    """A file looked at again without another result."""
    unchanged = item.status == "duplicate" and item.parsed and item.parsed.kind == "survey"
    return item.came.is_again and (item.status == "rejected" or bool(unchanged))


def dates(earlier: Earlier, held: Held, items: list[Item]) -> Dates:
    """When each file was received, by the model that the snapshot uses."""
    # a repeated item is only another name of its bytes until its first copy is settled
    status = {"": "accepted", REPEATED: "duplicate"}
    events = earlier.files + [received(earlier, held.as_of, i, status.get(i.status, i.status)) for i in items]
    kept = [e["seq"] for e in earlier.files if e["kind"] == "intake_register"]
    registers = build.read_raw(earlier.base, "raw.intake_register", kept) if earlier.base and kept else []
    for item in items:
        if item.parsed and item.parsed.kind == "intake_register" and item.status in IN_FORCE:
            registers += [(item.line.seq, *row) for row in item.parsed.rows["raw.intake_register"]]
    return build.file_dates(held.tables, held.as_of, events, registers)
