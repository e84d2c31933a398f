"""What waits for a decision of the leader who reads."""

from __future__ import annotations

import streamlit as st

from pages._shared import units
from pages._shared.filters import View
from words import labels

MOST = 10  # lines that are read; the rest is counted
UNKNOWN = (
    "Kho số liệu không giữ dự thảo văn bản chờ ký, đề nghị gia hạn chưa có văn bản trả lời và đơn khiếu nại, nên các việc đó "
    "không có ở đây."
)
TOPICS = {
    "submitted": "kết quả đã trình, chờ quyết định",
    "beyond": "kiến nghị vượt thẩm quyền, chưa có trả lời",
    "question": "câu hỏi, vướng mắc chưa có trả lời",
    "reply": "chưa thống nhất điểm, chưa có điểm sau giải trình",
}


def words(row: dict) -> str:
    """`**08/10/2025** · Ủy ban MTTQ: kiến nghị vượt thẩm quyền, chưa có trả lời. Đề nghị sửa …`"""
    whose = row["unit_name"] or f"Năm {row['year']}"
    things = f" ({row['things']} tiêu chí, năm {row['year']})" if row["topic"] == "reply" else ""
    what = f" “{labels.plain(row['what'])}”" if row["what"] else ""
    return f"**{labels.date(row['since'])}** · {labels.plain(whose)}: {TOPICS[row['topic']]}{things}.{what}"


def show(view: View, waiting: list[dict]) -> None:
    if not waiting:
        st.caption("Không có việc nào đang chờ trong các nội dung kho số liệu có theo dõi.")
    with st.container(key="cho_quyet_dinh", gap=None):
        for row in waiting[:MOST]:
            if row["unit_code"]:
                st.page_link(units.PROFILE, label=words(row), query_params=units.query(row["unit_code"], view))
            else:
                st.markdown(words(row))
    if len(waiting) > MOST:
        st.caption(f"Và {len(waiting) - MOST} việc khác, từ {labels.date(waiting[MOST]['since'])}.")
    st.caption(UNKNOWN)
