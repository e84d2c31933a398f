"""The days of a calendar year: what falls due, whose deadline was extended, public holidays and worked Saturdays."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, filters, frame
from pages._shared.tables import Column
from words import labels

COLUMNS = [
    Column("day", "Ngày", "date"),
    Column("what", "Nội dung", width=420),
    Column("who", "Ai", width=320),
    Column("document", "Văn bản"),
]


def show() -> None:
    this_year = data.snapshot().as_of.year
    years = [row["calendar_year"] for row in data.rows("calendar_years")] or [this_year]
    year = filters.choose(st.selectbox, "nam_lich", years, this_year if this_year in years else years[-1], label="Năm")
    days = data.rows("calendar", year=year)
    for row in days:
        row["who"] += f", đến hết {labels.date(row['last_day'])}" if row["last_day"] else ""
    if not days:
        st.info(f"Năm {year} chưa có mốc thời hạn hay ngày nghỉ nào trong danh mục.")
        return
    frame.table(f"lich-{year}", f"Lịch năm {year}", [("Năm", str(year))], days, COLUMNS, whole=True)
    st.caption(
        "Hạn là ngày cuối còn đúng hạn, đã tính lùi khi trùng ngày nghỉ. Sửa ở các bảng Mốc thời hạn, Nghĩa vụ gửi, Gia hạn, Ngày nghỉ."
    )
