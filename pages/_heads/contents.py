"""The page of a year that has heads, and of one that has none."""

from __future__ import annotations

import streamlit as st

from pages._heads import every, heads, lines
from pages._shared import frame
from pages._shared.filters import View
from warehouse.reference_names import sheet


def show(view: View) -> None:
    rows = heads.of_year(view)
    if not rows:
        frame.answer(f"Danh mục chưa có người đứng đầu nào tại nhiệm trong năm {view.year}.")
        st.info(f"Nhiệm kỳ nằm ở {sheet('heads')}. Chọn năm hoặc khối khác.")
        frame.way_to_table("heads")
        return
    frame.answer(heads.answer(view, heads.rated_here(rows)))
    if not any(row["score_pct"] is not None for row in rows):
        frame.no_results(view)
    lines.show(view, rows)
    frame.section("bang-day-du", "Bảng đầy đủ", every.show, view, rows)
    every.annex(view, rows)
