"""What was assessed: subject, people, place, activity, cost, and what the survey said before and after."""

from __future__ import annotations

import streamlit as st

from pages._shared import frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels


def show(view: View, own: list[dict]) -> None:
    st.header(f"Các đợt đánh giá năm {view.year}", anchor=False)
    for row in own:
        days = [labels.date(row[day]) for day in ("period_from", "period_to")]
        row["period_text"] = " – ".join(days) if any(row[d] for d in ("period_from", "period_to")) else None
        row["result_text"] = f"{row['units_with_result']}/{row['units']}"
        with st.container(border=True):
            st.markdown(f"**{labels.plain(row['subject'] or row['assessment_code'])}** ({row['assessment_code']})")
            st.markdown("  \n".join(_facts(row)))
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
            column("survey_before"),
            column("survey_after"),
            Column("cost", "Kinh phí (đồng)", "integer"),
            column("framework_name"),
            Column("period_text", "Thời kỳ"),
            Column("result_text", "Đơn vị có kết quả"),
            Column("assessment_code", "Mã đợt"),
        ],
        folded=labels.TABLE,
    )


def _facts(row: dict) -> list[str]:
    """What is known of one assessment, a line each."""
    people = [
        f"hướng tới {labels.number(row['people_aimed'], 0)}" if row["people_aimed"] is not None else "",
        f"tham gia {labels.number(row['people_reached'], 0)}" if row["people_reached"] is not None else "",
    ]
    surveys = [
        f"trước: {row['survey_before']}" if row["survey_before"] else "",
        f"sau: {row['survey_after']}" if row["survey_after"] else "",
    ]
    held = [row["activity"], labels.date(row["held_on"]) if row["held_on"] else "", row["organiser"]]
    said = {
        "Đối tượng, địa bàn": "; ".join(filter(None, (row["audience"], row["place"]))),
        "Hoạt động": "; ".join(filter(None, held)),
        "Số người": "; ".join(filter(None, people)),
        "Khảo sát": "; ".join(filter(None, surveys)),
        "Kinh phí": f"{labels.number(row['cost'], 0)} đồng" if row["cost"] is not None else "",
        "Thời kỳ": row["period_text"],
        "Bộ tiêu chí": row["framework_name"],
        "Đơn vị có kết quả": row["result_text"],
    }
    return [f"{name}: {labels.plain(words)}" for name, words in said.items() if words]
