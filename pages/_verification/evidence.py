"""Evidence that units have to bring: what was found missing or not valid, and the letters that ask for it."""

from __future__ import annotations

import streamlit as st

from pages._shared import contacts, data, export, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from reports import evidence_request
from words import labels
from words.documents import seat

WORKING_DAYS = 3  # that a unit has to bring it, unless another day is chosen


def show(view: View, unit: dict | None = None) -> None:
    """Of one unit, or of all that are shown."""
    rows = data.rows(
        "evidence_missing", year=view.year, block=None if unit else view.block, unit=unit and unit["unit_code"]
    )
    if not rows:
        if not unit:
            st.caption("Chưa ghi tiêu chí nào thiếu minh chứng, minh chứng không hợp lệ hay chờ bổ sung.")
        return
    if not unit:
        _table(view, rows)
    facts, third = view.snapshot, data.rows("working_day_after", days=WORKING_DAYS)
    if not export.may_issue(facts.office_ended_on):
        return
    until = st.date_input(
        "Bổ sung đến hết ngày", third[0]["day"] if third else facts.as_of, min_value=facts.as_of, format="DD/MM/YYYY", width=220,
        key="bo_sung_den",
    )  # fmt: skip
    request = evidence_request.Request(
        view.year, until, facts.as_of, facts.office_name, facts.synthesising_body,
        seat(facts.city_name), facts.verification_word,
        next(iter(data.rows("plan")), None), facts.illustrative_words if facts.illustrative else None,
        facts.office_signer, data.setting("office_contact"),
    )  # fmt: skip
    if unit:
        name = f"bo-sung-minh-chung-{unit['unit_code']}-{view.year}.docx"
        export.document(
            name, f"Đề nghị bổ sung minh chứng ({len(rows)} tiêu chí)", lambda: evidence_request.letter(request, rows)
        )
    else:
        name = f"bo-sung-minh-chung-{view.year}.zip"
        export.document(
            name,
            "Từng công văn đề nghị bổ sung (ZIP)",
            lambda: evidence_request.letters(request, rows, lambda *_: None),
        )
    contacts.show("minh-chung", {row["unit_code"] for row in rows})


def _table(view: View, rows: list[dict]) -> None:
    for row in rows:
        row["state_text"] = labels.EVIDENCE_STATE[row["evidence_state"]]
    columns = [
        column("unit_name"),
        Column("criterion_code", "Mã tiêu chí"),
        Column("criterion_name", "Tiêu chí", width=260),
        column("state_text"),
        Column("reason", "Lý do, ghi chú", width=260),
        Column("named", "Đơn vị nêu", width=220),
        Column("said_on", "Ngày ghi", "date"),
    ]
    frame.table(
        f"thieu-minh-chung-{view.year}", f"Minh chứng phải bổ sung năm {view.year}", view.facts(), rows, columns
    )
