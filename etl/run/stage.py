"""Sets the stage of a year: an event that neither a rollback nor a withdrawal takes back."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from etl.run import base, publish, reference, rows, run
from etl.run.session import Session
from warehouse.store import PUBLISHED, Warehouse
from words.labels import STAGE

# Which stages may follow one, in words that follow the work: forward, over a stage that was not needed too; back only
# where the city returned it. What the public knows is only amended.
FIRST = ("collecting", "provisional", "opinions", "submitted", "published")
NEXT = {
    None: FIRST,
    "collecting": FIRST[1:],
    "provisional": FIRST[2:],
    "opinions": FIRST[3:],
    "submitted": ("returned", "published"),
    "returned": ("opinions", "submitted"),
    "published": ("amended",),
    "amended": ("amended",),
}
CLOSED = ("opinions", "submitted", "returned", *PUBLISHED)  # figures change by corrections only


class WrongStage(Exception):
    """The stage may not be set; the message is for the user."""


class New(NamedTuple):
    """A stage that a year shall have; number, day: of the document, which `published` and `amended` need."""

    year: int
    stage: str
    number: str | None = None
    day: date | None = None


def set_stage(
    warehouse: Warehouse, year: int, stage: str, today: date, number: str | None = None, day: date | None = None
) -> str:
    """Sets a stage and publishes it; the id of the snapshot. Raises WrongStage."""
    return set_stages(warehouse, [New(year, stage, number, day)], today)


def set_stages(warehouse: Warehouse, stages: list[New], today: date) -> str:
    """The same of several years at once."""
    session = Session(warehouse, today)
    with base.opened(session) as scratch:
        run.finish(warehouse, today)
        earlier = base.found(session, scratch)
        events = [
            {
                "type": "staged", "seq": seq, "run": earlier.number, "year": new.year, "stage": new.stage,
                "since": today.isoformat(), "document_number": new.number,
                "document_date": new.day and new.day.isoformat(), **earlier.signature(),
            }
            for seq, new in enumerate(stages, earlier.state.last_seq + 1)
        ]  # fmt: skip
        after = base.after(earlier, *events)
        held = reference.unchanged(after)
        known = {row[1] for row in held.tables.get("framework_years", []) if row[3] is None}
        for event in events:
            if event["year"] not in known or event["year"] > held.as_of.year:
                raise WrongStage(f"Không có số liệu của năm {event['year']}.")
            _refuse(earlier.state.stage_of(event["year"]), event, max(today, held.as_of))
        after, raw, notes = rows.as_accepted(after, held, [])
        built = publish.without_files(after, held, raw)
        return publish.publish_event(after, held, raw, built, events, [*after.notes, *notes])


def _refuse(before: str | None, event: dict, today: date) -> None:
    stage, day = event["stage"], event["document_date"]
    if stage not in NEXT[before]:
        then = ", ".join(f"{code} ({STAGE[code]})" for code in NEXT[before])
        now = f"đang ở giai đoạn {STAGE[before]}" if before else "chưa đặt giai đoạn nào"
        raise WrongStage(f"Năm {event['year']} {now}; chỉ chuyển được sang: {then}.")
    if stage in PUBLISHED and not (event["document_number"] and day):
        raise WrongStage(f"Giai đoạn {STAGE[stage]} cần số và ngày văn bản.")
    if day and date.fromisoformat(day) > today:
        raise WrongStage(f"Ngày văn bản {date.fromisoformat(day):%d/%m/%Y} sau ngày {today:%d/%m/%Y}.")
