"""Sets the stage of a year: an event that neither a rollback nor a withdrawal takes back."""

from __future__ import annotations

from datetime import date

from etl.run.run import Run
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
    run = Run(warehouse, today)

    def work() -> str:
        if warehouse.state().pending:  # an earlier run was cut off before its publication
            Run(warehouse, today).finish(run.scratch)
        state = warehouse.state()
        run.begin(state)
        event = {
            "type": "staged", "seq": state.last_seq + 1, "run": run.run_number, "year": year, "stage": stage,
            "since": today.isoformat(), "document_number": number, "document_date": day and day.isoformat(),
            **run.signature(),
        }  # fmt: skip
        run.take_back(event)
        if year not in {row[1] for row in run.reference.get("framework_years", [])} or year > run.as_of.year:
            raise WrongStage(f"Không có số liệu của năm {year}.")
        _refuse(state.stage_of(year), event, max(today, run.as_of))
        rows = run.raw_rows([])
        run._refuse_unreadable()
        run.build_snapshot(run.building_path, [], rows)
        return run.publish_withdrawal(run.building_path, event)

    return run.within(work)


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
