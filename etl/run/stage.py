"""Sets the stage of a year: an event that neither a rollback nor a withdrawal takes back."""

from __future__ import annotations

from datetime import date

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


def set_stage(
    warehouse: Warehouse, year: int, stage: str, today: date, number: str | None = None, day: date | None = None
) -> str:
    """Sets a stage and publishes it; the id of the snapshot.

    number, day: of the document, which `published` and `amended` need. Raises WrongStage.
    """
    session = Session(warehouse, today)
    with base.opened(session) as scratch:
        run.finish(warehouse, today)
        earlier = base.found(session, scratch)
        event = {
            "type": "staged", "seq": earlier.state.last_seq + 1, "run": earlier.number, "year": year, "stage": stage,
            "since": today.isoformat(), "document_number": number, "document_date": day and day.isoformat(),
            **earlier.signature(),
        }  # fmt: skip
        after = base.after(earlier, event)
        held = reference.unchanged(after)
        if (
            year not in {row[1] for row in held.tables.get("framework_years", []) if row[3] is None}
            or year > held.as_of.year
        ):
            raise WrongStage(f"Không có số liệu của năm {year}.")
        _refuse(earlier.state.stage_of(year), event, max(today, held.as_of))
        raw = rows.needed(after, held, [])
        after, notes = rows.as_accepted(after, raw)
        return publish.publish_event(
            after, held, raw, publish.without_files(after, held, raw), event, [*after.notes, *notes]
        )


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
