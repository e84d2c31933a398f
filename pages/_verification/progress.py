"""Progress and result of each unit."""

from __future__ import annotations

import streamlit as st

from pages._shared import frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._verification.summary import units
from words import labels


def show(view: View) -> None:
    rows = units(view)
    word = view.snapshot.verification_word
    state = {"verified": f"● Đã {word} đủ", "mixed": f"◐ Đã {word} một phần", "self": f"○ Chưa {word}"}
    for row in rows:
        row["state_text"] = state.get(row["score_basis"], labels.NONE) + (", đã chốt" if row["is_closed"] else "")
        row["opinion_text"] = labels.OPINION_STATE.get(row["opinion_state"])
        row["done_text"] = f"{row['criteria_verified']}/{row['criteria_applicable']}"
        row["self_text"] = "tự thẩm định" if row["self_verified"] else None
    frame.table(
        f"tham-dinh-{view.year}",
        f"{labels.sentence(word)} điểm năm {view.year}",
        view.facts(),
        rows,
        [
            column("unit_name"),
            column("state_text", width=190),
            Column("done_text", f"Tiêu chí đã {word}"),
            column("self_points"),
            column("points"),
            Column("difference", f"{labels.sentence(word)} so với tự chấm", "change"),
            Column("changed", "Tiêu chí khác tự chấm", "integer"),
            Column("agreed", "Thống nhất chung", "integer"),
            Column("opinion_text", "Ý kiến của đơn vị", width=200),
            Column("replies", "Ý kiến", "integer"),
            Column("disagreed", "Không đồng ý", "integer"),
            Column("unsettled", "Chưa có điểm sau giải trình", "integer"),
            Column("self_text", "Lưu ý"),
            column("block_name"),
        ],
    )
    if any(row["self_verified"] for row in rows):
        st.caption(f"“Tự thẩm định”: {labels.inside(labels.SELF_VERIFIED)}; nên có người khác xem lại.")
