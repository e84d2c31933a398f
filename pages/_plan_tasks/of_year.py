"""Quantities and evidence of one year."""

from __future__ import annotations

import streamlit as st

from pages._shared import frame
from pages._shared.filters import View
from pages._shared.tables import Column


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
            Column("status_text", "Tình trạng", width=200),
            Column("done_on", "Ngày hoàn thành", "date"),
            Column("documents", "Văn bản", "integer"),
            Column("classes", "Lớp tập huấn", "integer"),
            Column("participants", "Lượt người dự", "integer"),
            Column("news_items", "Tin bài", "integer"),
            Column("contributions", "Nguồn lực huy động (đồng)", "integer"),
            Column("evidence", "Tài liệu kiểm chứng", width=260),
            Column("lead", "Chủ trì", width=260),
            Column("partners", "Phối hợp", width=260),
        ],
    )
