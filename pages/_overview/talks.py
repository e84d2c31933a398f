"""With whom to talk and about what; whom to praise."""

from __future__ import annotations

import streamlit as st

from pages._overview import attention
from pages._shared import units
from pages._shared.filters import View
from words import labels

MOST = 8
ASK = {
    "fell_two": "Điều gì làm kết quả giảm, tiêu chí nào có thể lấy lại trong năm tới?",
    "lowest_class": "Ba việc nào làm ngay để ra khỏi mức này, cần {place} hỗ trợ gì?",
    "missing": "Vướng ở đâu mà chưa có báo cáo, ngày nào gửi được?",
    "overdue": "Khuyến nghị còn vướng gì, ngày nào xong, ai chịu trách nhiệm?",
    "head": "Đơn vị đã làm gì để khắc phục, cần thời hạn nào?",
}


def reason(view: View, row: dict) -> str:
    topic = attention.topics(view)[row["topic"]]
    if row["topic"] == "missing":
        return f"{topic}, hạn {labels.date(row['due_on'])}"
    if row["topic"] == "overdue":
        return f"{topic} từ {labels.date(row['due_on'])}: {labels.inside(labels.plain(row['what']))}"
    if row["topic"] == "fell_two":
        return f"giảm từ hai mức xếp loại ({row['what']})"
    return topic + (" (sơ bộ)" if row["is_provisional"] else "")


def by_unit(view: View) -> list[dict]:
    """One reason a unit: the one that is told first and may be told of it."""
    first: dict[str, dict] = {}
    for row in attention.rows(view):
        if row["unit_name"]:  # not who has not had its say
            first.setdefault(row["unit_code"], row)
    return list(first.values())


def show(view: View, rows: list[dict], praised: list[dict]) -> None:
    for row in rows[:MOST]:
        label = f"**{labels.plain(row['unit_name'])}**: {reason(view, row)}"
        with st.container(gap=None):
            st.page_link(units.PROFILE, label=label, query_params=units.query(row["unit_code"], view))
            reminded = (
                f"nhắc gần nhất {labels.date(row['reminded_on'])}" if row["reminded_on"] else "chưa ghi lần nhắc nào"
            )
            st.caption(f"Năm {view.year}: {reminded}. Câu hỏi nên đặt: {ASK[row['topic']].format(place=view.place)}")
    if len(rows) > MOST:
        st.caption(f"Và {len(rows) - MOST} đơn vị khác trong các danh sách ở mục Cần quan tâm.")
    if not rows:
        st.caption("Không có đơn vị nào cần trao đổi theo các nội dung ở mục Cần quan tâm.")
    if praised:
        st.markdown("**Nên biểu dương**")
        for row in praised:
            st.page_link(units.PROFILE, label=praise(view, row), query_params=units.query(row["unit_code"], view))
        st.caption("Chỉ trong các đơn vị được xếp loại, đã thẩm định đầy đủ và gửi đúng hạn.")


def praise(view: View, row: dict) -> str:
    reached = f"đạt {labels.percent(row['score_pct'], row['bounds'])} điểm tối đa, xếp loại {row['class_name']}"
    if row["topic"] == "first":
        return f"**{labels.plain(row['unit_name'])}**: kết quả cao nhất, {reached}"
    return (
        f"**{labels.plain(row['unit_name'])}**: tăng nhiều nhất, {labels.signed(row['score_change'])} điểm phần trăm so với năm "
        f"{view.year - 1} ({labels.compared_on(row)}); {reached}"
    )
