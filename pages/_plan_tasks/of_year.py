"""Quantities and evidence of one year."""

from __future__ import annotations

import streamlit as st

from pages._shared import frame
from pages._shared.filters import View
from pages._shared.tables import Column, column


def show(view: View, rows: list[dict]) -> None:
    """Quantities and evidence of one year."""
    own = [row for row in rows if row["year"] == view.year]
    if not own:
        st.caption(f"Kế hoạch không có nhiệm vụ nào của năm {view.year}. Chọn năm khác ở bộ lọc.")
        return
    frame.table(
        f"nhiem-vu-{view.year}",
        f"Kết quả từng nhiệm vụ năm {view.year}",
        view.facts(),
        own,
        [
            Column("name", "Nhiệm vụ", width=420),
            column("status_text", width=200),
            Column("done_on", "Ngày hoàn thành", "date"),
            Column("documents", "Văn bản", "integer"),
            Column("classes", "Lớp tập huấn", "integer"),
            Column("participants", "Lượt người dự", "integer"),
            Column("news_items", "Tin bài", "integer"),
            Column("contributions", "Nguồn lực huy động (đồng)", "integer"),
            Column("evidence", "Tài liệu kiểm chứng", width=260),
            column("lead", width=260),
            column("partners", width=260),
        ],
    )
