"""The stages of a year as a line and as a table."""

from __future__ import annotations

import streamlit as st

from etl.run.stage import FIRST
from pages._publication.changes import Since
from pages._shared import data, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels

PUBLIC = [
    Column("stage_name", "Giai đoạn", width=170),
    Column("since", "Từ ngày", "date"),
    Column("document", "Văn bản", width=190),
]
COLUMNS = [
    *PUBLIC,
    Column("who", "Người đặt", width=190),
    column("note", width=260),
    Column("file_name", "Tệp đã ký", width=160),
    Column("file_sha256", "SHA-256", width=160),
]


def answer(view: View, now: dict, waiting: list[dict], then: list[str], since: Since | None) -> str:
    text = f"Năm {view.year}: **{labels.STAGE[now['stage']]}**"
    if now["since"]:
        text += f" từ ngày {labels.date(now['since'])}"
    if now["document_number"]:
        text += f", theo {labels.plain(document(now))}"
    if since and since.is_public:
        changed = since.units(view)
        if changed is not None:
            text += (
                f"; **{len(changed)}** đơn vị khác bản đã công bố" if changed else "; số liệu vẫn như bản đã công bố"
            )
    elif view.scope is None:
        name = labels.inside(labels.STAGE[then[0]])
        text += f"; trước giai đoạn {name} "
        text += f"còn **{len(waiting)}** việc mở" if waiting else "không còn việc mở"
    return text + "."


def document(row: dict) -> str:
    """`văn bản số 25/TB-UBND ngày 05/03/2026`; – where none was named."""
    if not row["document_number"]:
        return labels.NONE
    day = f" ngày {labels.date(row['document_date'])}" if row["document_date"] else ""
    return f"văn bản số {row['document_number']}{day}"


def place_of(stage: str) -> int:
    """Where a stage stands on the way of a year."""
    return FIRST.index({"returned": "submitted", "amended": "published"}.get(stage, stage))


def line(now: dict, past: list[dict]) -> None:
    """Where the year stands on its way; – for a stage that it never had."""
    stage = now["stage"]
    place = place_of(stage)
    had = {"collecting", "provisional", *(row["stage"] for row in past)}
    marks = ["◉" if n == place else "○" if n > place else "●" if one in had else "–" for n, one in enumerate(FIRST)]
    words = [f"{mark} {labels.STAGE[one]}" for mark, one in zip(marks, FIRST, strict=True)]
    words[place] = (
        f"**{words[place]}" + (f", {labels.inside(labels.STAGE[stage])}" if stage not in FIRST else "") + "**"
    )
    st.markdown(" → ".join(word.replace(" ", "\N{NO-BREAK SPACE}") for word in words))


def figures(view: View, now: dict, waiting: list[dict], then: list[str], since: Since | None) -> list[dict]:
    """The stage, what is open before the next one, and what differs from what went out last."""
    stage = {"label": "Giai đoạn", "value": labels.STAGE[now["stage"]]}
    shown = [stage | {"note": f"từ {labels.date(now['since'])}" if now["since"] else "theo hạn gửi"}]
    if not (since and since.is_public):
        units = {name for row in waiting for name in row["unit_names"]}
        shown.append({"label": "Việc còn mở", "value": str(len(waiting)), "note": f"ở {len(units)} đơn vị"})
    if since:
        changed = since.units(view)
        value = labels.NONE if changed is None else f"{len(changed)} đơn vị"
        shown.append({"label": f"Khác bản {since.word}", "value": value, "note": f"bản ngày {labels.date(since.on)}"})
    return shown


def table(view: View, past: list[dict]) -> None:
    if not past:
        st.caption("Chưa ai đặt giai đoạn của năm này.")
        return
    for row in past:
        row["stage_name"] = labels.STAGE[row["stage"]]
        row["document"] = labels.sentence(document(row))
        row["who"] = f"{row['set_by']} ({data.moment(row['set_at'])})"
        if row["proposed_by"]:
            row["who"] = f"{row['proposed_by']} đề nghị, {row['set_by']} xác nhận ({data.moment(row['set_at'])})"
    may = COLUMNS if view.scope is None else PUBLIC
    columns = [c for c in may if any(row[c.field] not in (None, labels.NONE) for row in past)]
    frame.table(f"giai-doan-{view.year}", f"Các giai đoạn đã đặt của năm {view.year}", view.facts(), past, columns, whole=True)  # fmt: skip
