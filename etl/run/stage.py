"""Sets the stage of a year: an event that neither a rollback nor a withdrawal takes back. Where people sign in, what the
public will know is proposed by one person and set by another."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from etl.read import withheld
from etl.run import base, publish, reference, rows, run
from etl.run.session import Session
from warehouse.acting import SIGNED_IN, acting
from warehouse.store import PUBLISHED, State, Warehouse, document
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
SIGNED = {"pdf": b"%PDF-", "docx": b"PK\x03\x04"}  # what a signed document may be, and how it begins
CLOSED = ("opinions", "submitted", "returned", *PUBLISHED)  # figures change by corrections only


class WrongStage(Exception):
    """The stage may not be set; the message is for the user."""


class New(NamedTuple):
    """A stage that a year shall have; number, day: of the document, which `published` and `amended` need; signed: name and
    bytes of the document."""

    year: int
    stage: str
    number: str | None = None
    day: date | None = None
    note: str | None = None
    signed: tuple[str, bytes] | None = None


def set_stages(warehouse: Warehouse, stages: list[New], today: date) -> str:
    """Sets stages and publishes them at once; the id of the snapshot. Raises WrongStage."""
    session = Session(warehouse, today)
    with base.opened(session) as scratch:
        run.finish(warehouse, today)
        earlier = base.found(session, scratch)
        events = [
            {
                "type": "staged", "seq": seq, "run": earlier.number, **_said(new), "since": today.isoformat(),
                **_proposed(earlier.state, new), **earlier.signature(),
            }
            for seq, new in enumerate(stages, earlier.state.last_seq + 1)
        ]  # fmt: skip
        after = base.after(earlier, *events)
        held = reference.unchanged(after)
        known = {row[1] for row in held.tables.get("framework_years", []) if row[3] is None}
        for new, event in zip(stages, events, strict=True):
            if new.year not in known or new.year > held.as_of.year:
                raise WrongStage(f"Không có số liệu của năm {new.year}.")
            _refuse(earlier.state.stage_of(new.year), new, max(today, held.as_of))
            _refuse_alone(event)
        after, raw, notes = rows.as_accepted(after, held, [])
        built = publish.without_files(after, held, raw)
        for new in stages:
            _keep(warehouse, new)
        return publish.publish_event(after, held, raw, built, events, [*after.notes, *notes])


def propose(warehouse: Warehouse, new: New, today: date, at: str) -> None:
    """Notes what one person wants to publish, for a second one to set; the year stays as it is. Raises WrongStage."""
    with warehouse.locked():
        state = warehouse.state()
        if new.stage not in PUBLISHED:
            raise WrongStage(f"Giai đoạn {STAGE[new.stage]} đặt được ngay, không cần người thứ hai xác nhận.")
        _refuse(state.stage_of(new.year), new, today)
        _keep(warehouse, new)
        event = {"type": "stage_proposed", "seq": state.last_seq + 1, **_said(new), "at": at}
        warehouse.append([event | acting().signature()])


def _said(new: New) -> dict:
    return {
        "year": new.year, "stage": new.stage, "document_number": new.number,
        "document_date": new.day and new.day.isoformat(), **({"note": new.note} if new.note else {}),
        **({"files": [document(*new.signed)]} if new.signed else {}),
    }  # fmt: skip


def _proposed(state: State, new: New) -> dict:
    """Who proposed exactly this, and with which files; empty where nobody did."""
    asked, said = state.proposal_of(new.year), _said(new)
    if asked is None or any(asked[name] != said[name] for name in ("stage", "document_number", "document_date")):
        return {}
    more = {name: asked[name] for name in ("note", "files") if name in asked}
    return more | {"proposed_by": asked["who"], "proposed_at": asked["at"]}


def _keep(warehouse: Warehouse, new: New) -> None:
    if new.signed:
        warehouse.keep_document(*new.signed)


def _refuse(before: str | None, new: New, today: date) -> None:
    if new.stage not in NEXT[before]:
        then = ", ".join(f"{code} ({STAGE[code]})" for code in NEXT[before])
        now = f"đang ở giai đoạn {STAGE[before]}" if before else "chưa đặt giai đoạn nào"
        raise WrongStage(f"Năm {new.year} {now}; chỉ chuyển được sang: {then}.")
    if new.stage in PUBLISHED and not (new.number and new.day):
        raise WrongStage(f"Giai đoạn {STAGE[new.stage]} cần số và ngày văn bản.")
    if new.day and new.day > today:
        raise WrongStage(f"Ngày văn bản {new.day:%d/%m/%Y} sau ngày {today:%d/%m/%Y}.")
    if new.signed and not any(
        new.signed[0].lower().endswith(f".{ext}") and new.signed[1].startswith(mark) for ext, mark in SIGNED.items()
    ):
        raise WrongStage("Văn bản đã ký là tệp PDF hoặc Word (.docx).")
    if new.signed and (why := withheld.of_other(new.signed[1])):
        raise WrongStage(why.message)


def _refuse_alone(event: dict) -> None:
    """What is published cannot be taken back: where people sign in, two of them answer for it."""
    if event["stage"] in PUBLISHED and event["via"] == SIGNED_IN and event.get("proposed_by") in (None, event["who"]):
        raise WrongStage(f"Giai đoạn {STAGE[event['stage']]} do một người đề nghị và người thứ hai xác nhận.")
