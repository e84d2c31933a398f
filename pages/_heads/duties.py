"""What fell due, was recommended, or is weak two years running, beside a head."""

from __future__ import annotations

import streamlit as st

from pages._shared import frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from reports.head_sheet import Sheet


def show(view: View, unit: str, sheet: Sheet) -> None:
    if sheet.due:
        _milestones(view, unit, sheet)
    if sheet.follow_ups:
        _follow_ups(view, unit, sheet)
    if sheet.weaknesses:
        _weaknesses(view, unit, sheet)


def _milestones(view: View, unit: str, sheet: Sheet) -> None:
    st.markdown(f"**Mốc có hạn trong năm {view.year}**")
    frame.table(
        f"moc-{unit}-{view.year}",
        f"{sheet.unit}: mốc có hạn trong năm {view.year}",
        view.facts(),
        sheet.due,
        [
            column("milestone_name"),
            Column("year", "Năm đánh giá", "year"),
            column("due_on"),
            column("first_received_on"),
            Column("accepted_on", "Nhận hợp lệ", "date"),
            column("status_text", width=260),
            column("obligation_text"),
            column("head_text"),
        ],
    )


def _follow_ups(view: View, unit: str, sheet: Sheet) -> None:
    st.markdown(f"**Khuyến nghị đối với đơn vị, năm {view.year} và các năm trước chưa xong**")
    frame.table(
        f"khuyen-nghi-{unit}-{view.year}",
        f"{sheet.unit}: khuyến nghị và kết quả thực hiện",
        view.facts(),
        sheet.follow_ups,
        [
            Column("content", "Khuyến nghị", width=330),
            column("status_text"),
            column("made_on"),
            Column("due_on", "Hạn thực hiện", "date"),
            Column("done_on", "Ngày xong", "date"),
            column("proof"),
            column("note", width=320),
        ],
    )


def _weaknesses(view: View, unit: str, sheet: Sheet) -> None:
    note = sheet.weaknesses[0]["note"]
    st.markdown(
        f"**{len(sheet.weaknesses)} tiêu chí của đơn vị dưới một nửa điểm tối đa hai năm liền, "
        f"{view.year - 1} và {view.year}**" + (f". {note}." if note else "")
    )
    columns = [
        column("title", width=420),
        Column("points_before", f"Điểm {view.year - 1}", "points"),
        Column("points", f"Điểm {view.year}", "points"),
        Column("max_points", "Tối đa", "points"),
    ]
    frame.table(
        f"ton-tai-{unit}-{view.year}",
        f"{sheet.unit}: tiêu chí thấp hai năm liền",
        view.facts(),
        sheet.weaknesses,
        [*columns, *([column("note", width=320)] if note else [])],
    )
