"""Who was assessed on what, and what came of it."""

from __future__ import annotations

import streamlit as st

from pages._assessments import scores
from pages._shared import frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels


def answer(view: View, own: list[dict], rows: list[dict]) -> str:
    known = sum(row["score_pct"] is not None for row in rows)
    late = sum(row["status"] == "missing" and row["obligation"] == "required" for row in rows)
    text = f"Năm {view.year} có **{len(own)}** đợt đánh giá khác; **{known}/{len(rows)}** lượt đơn vị có kết quả"
    return text + (f", **{late}** lượt bắt buộc chưa gửi." if late else ".")


def show(view: View, rows: list[dict]) -> None:
    st.header("Kết quả của từng đơn vị", anchor=False)
    if not rows:
        st.caption("Không có đơn vị nào của khối này thuộc các đợt đánh giá trong năm.")
        return
    for row in rows:
        row["points_text"] = (
            f"{labels.points(row['points'])}/{labels.points(row['max_points'])}" if row["points"] is not None else None
        )
        row["basis_text"] = labels.basis(row["score_basis"], view.snapshot.verification_word)
        row["status_text"] = _status(view, row)
        row["about"] = (
            " · ".join(filter(None, (row["subject"], row["audience"], row["place"]))) or row["assessment_code"]
        )
    frame.table(
        f"ket-qua-dot-danh-gia-{view.year}",
        f"Kết quả các đợt đánh giá khác năm {view.year}",
        scores.facts(view, rows),
        rows,
        [
            column("unit_name"),
            column("score_pct"),
            Column("points_text", "Điểm"),
            column("basis_text"),
            column("survey_before"),
            column("survey_after"),
            Column("about", "Được đánh giá về", width=320),
            Column("status_text", "Tình trạng gửi"),
            column("due_on"),
            column("block_name"),
        ],
    )
    scores.show(view, rows)


def _status(view: View, row: dict) -> str:
    if row["due_on"] is None:  # an assessment without a deadline
        return "Đã gửi" if row["received_on"] else "Chưa gửi, không quy định hạn"
    return labels.status(row, view.snapshot.as_of)
