"""A form on paper or a scan, typed by hand: it goes through the door as the workbook of its unit, with a line in the register."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import streamlit as st

from etl.desk import typed_book
from pages._intake import draft, register
from pages._shared import data, door, grid
from pages._shared.press import pressed
from pages._verification.checks import number
from words import labels

TITLE = "Nhập tay một biểu giấy hoặc bản scan"
DOCUMENT = "bieu-giay"
POINTS, PERCENT = "Điểm tự chấm", "Tỷ lệ đạt (%)"
FACTS = {
    "number": "Số, ký hiệu văn bản",
    "day": "Ngày nhận bản giấy (ngày/tháng/năm)",
    "total": "Tổng điểm ghi trên bản ký",
}
SAID = "_da_nhap_tay"


def show(year: int) -> None:
    if said := st.session_state.pop(SAID, None):
        st.success(said)
    names = data.unit_names()
    unit = st.selectbox(
        f"Đơn vị có biểu giấy năm {year}", list(names), index=None, format_func=names.get, placeholder="Chọn đơn vị",
        key="don_vi_bieu_giay",
    )  # fmt: skip
    if unit is None:
        return
    rows = data.rows("form_criteria", year=year, unit=unit)
    if not rows:
        st.info(f"Năm {year} chưa có bộ tiêu chí cho đơn vị này.")
        return
    place, folder = f"{year} {unit}", data.folder()
    for by in draft.others(DOCUMENT, place):
        st.warning(f"Biểu này đang được {labels.plain(by)} nhập.")
    name, kept = f"_bieu_giay_{unit}_{year}", draft.read(DOCUMENT, place)
    codes = [row["criterion_code"] for row in rows]
    start = [kept.get("rows", {}).get(code, {POINTS: "", PERCENT: ""}) for code in codes]
    window = st.session_state.setdefault(name, grid.Window(start))
    key = window.key(name, start)
    facts = draft.boxes(FACTS, key, folder, DOCUMENT, place, kept)
    typed = points_typed(key, window, place, folder, rows)
    if wrong := _told(rows, typed, facts):
        st.caption("  \n".join(labels.plain(line) for line in wrong))
    if pressed("Ghi nhận biểu này", f"ghi_{name}", type="primary"):
        _record(year, unit, names[unit], rows, typed, facts)


def points_typed(key: str, window: grid.Window, place: str, folder: Path, rows: list[dict]) -> list[dict]:
    """Points and percentages of each criterion, as they stand on the paper."""
    codes = [row["criterion_code"] for row in rows]
    st.data_editor(
        pd.DataFrame(
            {
                "Tiêu chí": [f"{'– ' if row['parent_code'] else ''}{row['criterion_code']} {row['criterion_name']}" for row in rows],
                "Tối đa": [labels.points(float(row["max_points"])) for row in rows],
                PERCENT: [row[PERCENT] for row in window.filled],
                POINTS: [row[POINTS] for row in window.filled],
            }
        ),
        key=key, hide_index=True, num_rows="fixed", height=480, disabled=["Tiêu chí", "Tối đa"], alt="Nhập biểu giấy",
        on_change=_typed, args=(key, window, place, folder, codes),
        column_config={
            "Tiêu chí": st.column_config.TextColumn(width=430, pinned=True),
            PERCENT: st.column_config.TextColumn(width=110, max_chars=20),
            POINTS: st.column_config.TextColumn(width=110, max_chars=20),
        },
    )  # fmt: skip
    return window.rows(key)


def _typed(key: str, window: grid.Window, place: str, folder: Path, codes: list[str]) -> None:
    rows = window.rows(key)
    typed = {"rows": dict(zip(codes, rows, strict=True))}
    if draft.keep(folder, DOCUMENT, place, draft.read(DOCUMENT, place) | typed):
        window.shown = rows


def _told(rows: list[dict], typed: list[dict], facts: dict[str, str]) -> list[str]:
    """The sum beside that of the paper, and what is no number or too much."""
    lines, total = [], Decimal(0)
    for row, cells in zip(rows, typed, strict=True):
        text = (cells[POINTS] or "").strip()
        points = number(text)
        if text and points is None and text.casefold() != "không áp dụng":
            lines.append(f"{row['criterion_code']}: “{text}” không phải là số điểm.")
        elif points is not None and points > row["max_points"]:
            lines.append(
                f"{row['criterion_code']}: {text} lớn hơn điểm tối đa {labels.points(float(row['max_points']))}."
            )
        total += points if points is not None and row["is_scored"] else 0
    written = number(facts["total"])
    same = (
        ""
        if written is None
        else ", khớp bản ký."
        if written == total
        else f", bản ký ghi {facts['total']}: KHÔNG KHỚP, xem lại."
    )
    return [f"Cộng các điểm đã gõ: {labels.points(float(total))}{same or '.'}", *lines]


def books(year: int, unit: str, unit_name: str, rows: list[dict], typed: list[dict], facts: dict, said: str, stamp: str) -> dict[str, bytes]:  # fmt: skip
    """The form and its line of the register."""

    def value(text: str | None) -> Decimal | str:
        found = number(text or "")
        return found if found is not None else (text or "").strip()

    form = [
        (row["criterion_code"], row["criterion_name"], row["max_points"], value(cells[PERCENT]), value(cells[POINTS]))
        for row, cells in zip(rows, typed, strict=True)
    ]
    name, day = f"bieu_giay_{year}_{unit}_{stamp}.xlsx", draft.day_of(facts["day"])
    what = next(row["milestone_name"] for row in data.rows("milestones") if row["milestone_code"] == "self_assessment")
    line = (unit_name, year, what, day, facts["number"], name, day, value(facts["total"]), register.WAYS[1])
    return {
        name: typed_book.form(unit, unit_name, year, rows[0]["framework_code"], form, said),
        f"so_{name}": typed_book.register([line], said),
    }


def _record(year: int, unit: str, unit_name: str, rows: list[dict], typed: list[dict], facts: dict[str, str]) -> None:
    day = draft.day_of(facts["day"])
    if day is None:
        st.warning("Ghi ngày nhận bản giấy, ví dụ 03/01/2026.")
        return
    made = books(year, unit, unit_name, rows, typed, facts, register.said(), f"{data.now():%Y%m%d_%H%M%S}")
    with st.spinner("Đang ghi nhận và tính lại số liệu…"):
        done, wrong = door.record_all(made, day)
    if wrong or not done:
        st.error(f"Chưa ghi nhận được, bản nháp còn nguyên. {labels.plain(wrong)}")
        return
    draft.forget(data.folder(), DOCUMENT, f"{year} {unit}")
    st.session_state[SAID] = (
        f"Đã ghi nhận biểu giấy của {labels.plain(unit_name)}. Ghi nhầm thì rút ở mục “Các lần nhập trước”."
    )
    st.rerun()
