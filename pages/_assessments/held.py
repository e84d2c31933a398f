"""What was assessed: subject, people, place, activity, cost, and what the survey said before and after."""

from __future__ import annotations

import streamlit as st

from pages._shared import frame
from pages._shared.filters import View
from pages._shared.tables import Column
from words import labels


def show(view: View, own: list[dict]) -> None:
    st.subheader(f"Các đợt đánh giá năm {view.year}", anchor=False)
    for row in own:
        days = [labels.date(row[day]) for day in ("period_from", "period_to")]
        row["period_text"] = " – ".join(days) if any(row[d] for d in ("period_from", "period_to")) else None
        row["result_text"] = f"{row['units_with_result']}/{row['units']}"
    frame.table(
        f"dot-danh-gia-{view.year}",
        f"Các đợt đánh giá khác năm {view.year}",
        view.facts(),
        own,
        [
            Column("subject", "Lĩnh vực, hình thức"),
            Column("audience", "Đối tượng"),
            Column("place", "Địa bàn"),
            Column("activity", "Hoạt động"),
            Column("held_on", "Ngày tổ chức", "date"),
            Column("organiser", "Đơn vị tổ chức"),
            Column("people_aimed", "Số người hướng tới", "integer"),
            Column("people_reached", "Số người tham gia", "integer"),
            Column("survey_before", "Khảo sát trước"),
            Column("survey_after", "Khảo sát sau"),
            Column("cost", "Kinh phí (đồng)", "integer"),
            Column("framework_name", "Bộ tiêu chí"),
            Column("period_text", "Thời kỳ"),
            Column("result_text", "Đơn vị có kết quả"),
            Column("assessment_code", "Mã đợt"),
        ],
        whole=True,
    )
