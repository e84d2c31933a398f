"""Results that a small change would turn."""

from __future__ import annotations

import streamlit as st

from pages._rankings.ranking import Ranking
from pages._rankings.table import table
from pages._shared import data
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels, method

BORDER_COLUMNS = [
    column("unit_name"),
    column("score_pct"),
    Column("what", "Điều có thể thay đổi", width=220),
    Column("near_text", "Cách ngưỡng xếp loại", width=250),
    Column("weights", f"Khi {method.VARIED}", help=f"Số lần thử cho kết quả khác; từ {method.TURNED} trở lên mới nêu"),
    Column("leave_one_out", "Khi bỏ một tiêu chí", help="Bỏ một trong các tiêu chí này thì kết quả khác"),
    Column("self_scores", "Khi chỉ tính điểm thẩm định"),
    column("block_name"),
]


def borderline_rows(view: View, ranking: Ranking) -> list[dict]:
    """One row per unit and thing that may turn; each cause in its column."""
    empty = dict.fromkeys(("near_text", "weights", "leave_one_out", "self_scores"))
    rows = {}
    for row in data.rows("borderline", year=view.year, block=view.block, scope=view.scope):
        key = row["unit_code"], row["subject"]
        kept = rows.setdefault(key, row | empty | {"what": labels.border_subject(row)})
        kept[row["cause"]] = labels.border_cause(row)
    for row in ranking.ranked:
        if row["near_text"]:
            key = row["unit_code"], "class"
            kept = rows.setdefault(key, row | empty | {"what": f"Xếp loại {row['class_name']}"})
            kept["near_text"] = row["near_text"]
    order = [row["unit_code"] for row in ranking.everyone]
    return sorted(rows.values(), key=lambda row: order.index(row["unit_code"]))


def show(view: View, ranking: Ranking) -> None:
    rows = borderline_rows(view, ranking)
    if not rows:
        st.caption("Không có xếp loại hay vị trí đầu, cuối khối nào thay đổi trong các phép thử.")
        return
    count = len({row["unit_code"] for row in rows})
    firm = sum(
        row["rank_block"] - 1 <= row["rank_low"] and row["rank_high"] <= row["rank_block"] + 1
        for row in ranking.ranked
        if row["rank_low"] is not None
    )
    st.markdown(
        f"Xếp loại hoặc vị trí đầu, cuối khối của **{count}** đơn vị có thể khác khi cách tính thay đổi ít. "
        f"Khi trọng số tiêu chí thay đổi ±{method.SPREAD_PCT}, thứ hạng của **{firm}/{len(ranking.ranked)}** đơn vị lệch không quá 1 bậc. "
        "Thông tin để cân nhắc; thứ hạng và xếp loại chính thức giữ nguyên."
    )
    table(view, rows, "sat-nguong", BORDER_COLUMNS)
