"""The ranking as a table, and units without a result."""

from __future__ import annotations

import streamlit as st

from pages._rankings.ranking import Ranking
from pages._shared import frame, units
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import labels, method

TITLES = {
    "xep-hang": "Xếp loại và thứ hạng tham khảo",
    "sat-nguong": "Kết quả sát ngưỡng, cần cân nhắc",
    "chua-co-ket-qua": "Đơn vị chưa có kết quả",
    "theo-de-nghi": "Kết quả tự đánh giá theo đề nghị",
}
WAITING_COLUMNS = [
    column("unit_name"),
    column("status_text", width=330),
    column("due_on"),
    column("obligation_text"),
    column("block_name"),
]


ASKED_COLUMNS = [column("unit_name"), column("score_pct"), column("basis_text"), column("block_name")]


def columns(ranking: Ranking) -> list[Column]:
    shown = [column("unit_name"), column("rank_text", help="Cùng tỷ lệ thì đồng hạng"), column("score_pct")]
    if ranking.whole:
        shown.append(Column("class_text", "Xếp loại"))
        if not ranking.overall:
            shown.append(
                column("interval_text", help=f"Khi trọng số tiêu chí thay đổi ±{method.SPREAD_PCT}")
            )  # fmt: skip
    shown += [
        Column("change_text", "So với năm trước", help=labels.RANK_CHANGE),
        column("score_change"),
        column("compared_text"),
        column("basis_text"),
    ]
    if ranking.whole:
        shown += [Column("next_text", "Đến loại trên"), Column("near_text", "Sát ngưỡng")]
    shown += [
        Column("provisional_text", "Sơ bộ vì"),
        Column("points", "Điểm", "points"),
        column("max_points"),
        Column("scored_text", "Tiêu chí đã chấm"),
        column("block_name"),
    ]
    return shown


def twin(view: View, rows: list[dict], name: str, shown: list[Column], more=()) -> Table:
    return Table(
        f"{name}-{view.year}",
        f"{TITLES[name]} năm {view.year}",
        [*view.facts(), *more],
        rows,
        shown,
        lambda row: units.open_profile(row["unit_code"], view),
    )


def table(view: View, rows: list[dict], name: str, shown: list[Column]) -> None:
    listed = twin(view, rows, name, shown)
    frame.table(listed.name, listed.title, listed.facts, rows, shown, opens=listed.opens)


def not_ranked(view: View, ranking: Ranking) -> None:
    """By block and name: where no rank is told, the order tells none."""
    st.caption(f"{labels.NOT_RATED}.")
    for row in ranking.asked:
        row["basis_text"] = labels.basis(row["score_basis"], view.snapshot.verification_word)
    table(view, ranking.asked, "theo-de-nghi", ASKED_COLUMNS)


def not_reported(view: View, ranking: Ranking) -> None:
    for row in ranking.waiting:
        row["obligation_text"] = labels.OBLIGATION.get(row["obligation"], labels.NONE)
        row["status_text"] = labels.status(row, view.snapshot.as_of)
    table(view, ranking.waiting, "chua-co-ket-qua", WAITING_COLUMNS)
