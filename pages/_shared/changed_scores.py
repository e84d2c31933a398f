"""Each score that is another than in an earlier snapshot: who brought it in, and why."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels

COLUMNS = [
    column("unit_name", width=200),
    Column("what", "Điểm", width=190),
    Column("points_before", "Trước", "points"),
    Column("points_after", "Sau", "points"),
    Column("by", "Ai, lúc nào", width=230),
    Column("why", "Vì sao", width=420),
]


def show(view: View, snapshot: str, differs: str, *, whole: bool = False) -> None:
    """differs: from what, for the title. A rank moves with the scores of others, too."""
    scores = [row for row in data.scores_since(snapshot) if row["year"] == view.year]
    if not scores:
        st.caption("Không điểm nào của tiêu chí thay đổi: khác về thời hạn, phiên bản hoặc danh mục.")
        return
    words = {
        "self": "điểm tự chấm",
        "verified": f"điểm {view.snapshot.verification_word}",
        "final": "điểm sau giải trình",
    }
    rows = [
        row | {"what": f"{row['criterion_code']}, {words[row['score_type']]}", "why": why(row),
               "by": f"{row['who'] or labels.NONE}, {data.moment(row['at'])}" if row["at"] else row["who"]}
        for row in scores
    ]  # fmt: skip
    title = f"Từng điểm năm {view.year} {differs}: ai đưa vào, vì sao"
    fold = None if whole else f"Xem {len(rows)} điểm thay đổi: ai đưa vào, vì sao"
    frame.table(f"tung-diem-khac-{view.year}", title, view.facts(), rows, COLUMNS, whole=whole, folded=fold)


def why(row: dict) -> str:
    """As the correction or the table says it; else the file."""
    if row["taken_back"]:
        return f"Rút lần nhập {row['taken_back']}"
    if row["is_correction"]:
        decided = ", ".join(filter(None, (row["decided_by"], row["document_number"])))
        return f"Đính chính: {row['reason']}" + (f" ({decided})" if decided else "")
    file = f"tệp {row['file_name']}" if row["file_name"] else ""
    return labels.sentence("; ".join(filter(None, (row["reason"], file)))) or labels.NONE
