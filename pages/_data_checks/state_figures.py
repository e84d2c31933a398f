"""What the state already knows beside what units reported: a reason to look, never a score."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels

TITLE = "Tự chấm và số liệu ngành"
COLUMNS = [
    column("unit_name", width=200),
    Column("criterion_code", "Mã tiêu chí", width=100),
    Column("said", "So sánh", width=280),
    Column("state_pct", "Số liệu ngành", "share"),
    Column("reported_pct", "Tỷ lệ báo cáo", "share"),
    column("self_points"),
    Column("supported_points", "Điểm theo số liệu ngành", "points"),
    column("verified_points"),
    Column("source", "Nguồn", width=200),
    column("document_number"),
]


def show(view: View) -> None:
    """Nothing where no figure was recorded."""
    rows = data.rows("state_figures", year=view.year, block=view.block)
    if rows:
        frame.section("so-lieu-nganh", TITLE, _table, view, rows)


def _table(view: View, rows: list[dict]) -> None:
    higher = sum(row["finding"] is not None for row in rows)
    for row in rows:
        row["said"] = said(row)
    st.markdown(
        f"**{higher}/{len(rows)}** số liệu thấp hơn tỷ lệ đơn vị báo cáo. Số liệu ngành không đổi điểm; là căn cứ để kiểm tra."
    )
    frame.table(f"so-lieu-nganh-{view.year}", f"{TITLE} năm {view.year}", view.facts(), rows, COLUMNS)


def said(row: dict) -> str:
    """`▲ Tự chấm 95%; thống kê ngành 71%`."""
    own = f"{labels.points(row['reported_pct'])}%" if row["reported_pct"] is not None else "chưa nêu tỷ lệ"
    return f"{'▲ ' if row['finding'] else ''}Tự chấm {own}; {labels.inside(row['source'])} {labels.points(row['state_pct'])}%"
