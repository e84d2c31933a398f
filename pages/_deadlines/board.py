"""What must be told today: the state of one milestone."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from pages._shared import data, frame, tables
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import documents, labels


def is_due(view: View, owed: list[dict], rows: list[dict]) -> list[dict]:
    """The bound units, from 60 days before the date until the city's own report: as long as the office looks every day."""
    required = [row for row in rows if row["obligation"] == "required" and row["status"] not in ("no_data", "waiting")]
    due = min(row["due_on"] for row in rows)
    end = max(due + dt.timedelta(days=31), *(row["due_on"] for row in owed))
    if view.scope is not None or not required or not due - dt.timedelta(days=60) <= view.snapshot.as_of <= end:
        return []
    return required


def show(view: View, milestone: str, rows: list[dict], name: str, required: list[dict]) -> None:
    """Who stands where, and how many working days are left."""
    due = min(row["due_on"] for row in rows)
    ahead = [  # without the longer dates of extensions
        row for row in data.rows("upcoming", days=60, scope=view.scope)
        if row["year"] == view.year and not row["is_extension"]
    ]  # fmt: skip
    left = [
        f"còn **{row['working_days_left']} ngày làm việc** đến {labels.before(row['due_on'])} "
        f"({labels.inside(labels.plain(row['milestone_name']))})"
        for row in ahead
    ]
    is_waited_for = any(row["status"] == "missing" and row["days_late"] is not None for row in required)
    if due < view.snapshot.as_of and is_waited_for:
        left.insert(0, f"{labels.inside(labels.plain(name))} đã quá hạn **{(view.snapshot.as_of - due).days} ngày**")
    st.markdown(labels.sentence("; ".join(left)) + "." if left else "")
    reasons = {
        row["unit_code"]: row["reasons"]
        for row in data.rows("outstanding", year=view.year, milestone=milestone, block=view.block)
    }
    places: dict[str, list[dict]] = {
        "▲ Phải bổ sung": [r for r in required if r["needs_supplement"] and not r["is_under_check"]],
        "◐ Đã nhận, đang kiểm tra": [r for r in required if r["is_under_check"]],
        "✕ Chưa nhận": [r for r in required if r["first_received_on"] is None],
        "○ Chỉ đề nghị: chưa nhận": [r for r in rows if r["obligation"] == "requested" and not r["first_received_on"]],
        "○ Chỉ đề nghị: đã nhận": [r for r in rows if r["obligation"] == "requested" and r["first_received_on"]],
        "● Đã nhận, hợp lệ": [r for r in required if r["accepted_on"]],
    }  # fmt: skip
    shown = []
    for place, found in places.items():
        names = []
        for row in found:
            why = reasons.get(row["unit_code"]) if row["needs_supplement"] else None
            until = f" (gia hạn đến {labels.date(row['extended_until'])})" if row["extended_until"] and not row["accepted_on"] else ""  # fmt: skip
            names.append(row["unit_name"] + until + (f": {why}" if why else ""))
        said = "xem bảng Từng đơn vị" if len(names) > 15 else "; ".join(names) or None
        shown.append({"place": place, "units": len(found), "names": said})
    columns = [Column("place", "Tình trạng"), column("units"), Column("names", "Đơn vị")]  # fmt: skip
    title = f"{name} năm {view.year}, tính đến {documents.moment(view.snapshot.as_of, view.snapshot.published_at, data.setting('time_zone'))}"
    st.html(tables.html(shown, columns, title))
    frame.downloads(Table("bang-theo-doi", title, view.facts(), shown, columns))
