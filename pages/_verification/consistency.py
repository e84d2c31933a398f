"""Whether the same criterion is verified alike: how often and by how much the self-score was lowered, by criterion and by who
recorded it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from statistics import median

import streamlit as st

from pages._shared import data, frame
from pages._shared.filters import View
from pages._shared.tables import Column

FIGURES = [
    Column("decided", "Đã ghi điểm", "integer"),
    Column("lowered", "Thấp hơn tự chấm", "integer"),
    Column("lowered_share", "Tỷ lệ thấp hơn", "share"),
    Column("middle", "Mức giảm, trung vị", "points"),
    Column("most", "Mức giảm lớn nhất", "points"),
    Column("raised", "Cao hơn tự chấm", "integer"),
    Column("bulk", "Thống nhất chung", "integer"),
]


def show(view: View) -> None:
    rows = data.rows("verified_decisions", year=view.year, block=view.block)
    word = view.snapshot.verification_word
    if not rows:
        st.caption(f"Chưa có điểm {word} nào để so.")
        return
    criteria = by(rows, lambda row: (row["criterion_code"], row["criterion_name"]))
    frame.table(
        f"giam-diem-theo-tieu-chi-{view.year}", f"Điểm {word} so với tự chấm năm {view.year}, theo tiêu chí", view.facts(),
        [{"code": code, "name": name} | told for (code, name), told in criteria],
        [Column("code", "Mã tiêu chí", width=100), Column("name", "Tiêu chí", width=260), *FIGURES],
    )  # fmt: skip
    frame.table(
        f"giam-diem-theo-nguoi-ghi-{view.year}", f"Điểm {word} so với tự chấm năm {view.year}, theo người ghi nhận", view.facts(),
        [{"who": who} | told for who, told in by(rows, lambda row: row["loaded_by"])],
        [Column("who", "Người ghi nhận", width=160), *FIGURES],
    )  # fmt: skip
    st.caption(
        "Mức giảm tính trên các điểm thấp hơn tự chấm. Người ghi nhận là người nhập trên trang hoặc người nạp bảng điểm, có thể không phải là "
        f"người {word}; mỗi người xem các đơn vị khác nhau, nên tỷ lệ khác nhau chưa phải là chấm khác nhau."
    )  # fmt: skip


def by(rows: list[dict], key: Callable[[dict], Hashable]) -> list[tuple]:
    """(key, figures), those with most lowered scores first."""
    groups: dict[Hashable, list[dict]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    found = [(one, _figures(own)) for one, own in groups.items()]
    return sorted(found, key=lambda of: -of[1]["lowered"])


def _figures(rows: list[dict]) -> dict:
    moved = [
        row["self_points"] - row["verified_points"] for row in rows
        if None not in (row["self_points"], row["verified_points"])
    ]  # fmt: skip
    lowered = [points for points in moved if points > 0]
    return {
        "decided": len(rows),
        "lowered": len(lowered),
        "lowered_share": 100 * len(lowered) / len(rows),
        "middle": median(lowered) if lowered else None,
        "most": max(lowered, default=None),
        "raised": sum(points < 0 for points in moved),
        "bulk": sum(row["decided_how"] == "bulk" for row in rows),
    }
