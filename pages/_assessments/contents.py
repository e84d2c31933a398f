"""The page of a year that has other assessments, and of one that has none."""

from __future__ import annotations

import streamlit as st

from pages._assessments import held, results
from pages._shared import data, frame
from pages._shared.filters import View
from warehouse.reference_names import sheet


def show(view: View) -> None:
    every = data.rows("assessments", scope=view.scope)
    own = [row for row in every if row["year"] == view.year]
    if not own:
        frame.answer(f"Năm {view.year} không có đợt đánh giá nào ngoài đánh giá hằng năm.")
        if years := sorted({row["year"] for row in every}):
            st.caption(f"Các năm có đợt đánh giá khác: {', '.join(map(str, years))}. Chọn năm ở bộ lọc.")
        elif view.scope is None:
            st.info(
                f"Đợt đánh giá (thí điểm, theo lĩnh vực, đối tượng, địa bàn) được ghi ở {sheet('assessments')} và "
                f"{sheet('assessment_units')}."
            )
            frame.way_to_table("assessments", "assessment_units")
        return
    rows = data.rows("assessment_results", year=view.year, block=view.block, scope=view.scope)
    frame.answer(results.answer(view, own, rows))
    if not all(row["counts_for_class"] for row in own):
        st.info("Thí điểm, không dùng để xếp loại đơn vị.")
    held.show(view, own)
    results.show(view, rows)
