"""The city or the block, every indicator."""

from __future__ import annotations

import streamlit as st

from pages._shared import frame
from pages._shared.filters import View
from pages._shared.tables import Column
from pages._surveys.figure import area_word, change_text, facts, is_sure
from pages._surveys.summary import INDICATORS
from words import labels

AREA_COLUMNS = [
    Column("name", "Chỉ số"),
    Column("share_pct", "Tỷ lệ", "share"),
    Column("low_pct", "Cận dưới 95%", "share"),
    Column("high_pct", "Cận trên 95%", "share"),
    Column("n", "Số câu trả lời (n)", "integer"),
    Column("people", "Số người trả lời", "integer"),
    Column("change", "So với đợt trước", width=370),
]


def show(view: View, areas: dict[str, dict]) -> None:
    """The figures on top once more, with n and interval: a tablet shows no help of a figure."""
    st.subheader(f"Các chỉ số, {area_word(view)}", anchor=False)
    rows = [
        area
        | {
            "name": INDICATORS[code],
            "share_pct": 100 * area["share"],
            "low_pct": None if area["ci_low"] is None else 100 * area["ci_low"],
            "high_pct": None if area["ci_high"] is None else 100 * area["ci_high"],
            "change": labels.sentence(change_text(area))
            + ("" if area["difference"] is None else ": có ý nghĩa" if is_sure(area) else ": chưa đủ chắc chắn"),
        }
        for code, area in ((code, areas.get(code)) for code in INDICATORS)
        if area and area["share"] is not None
    ]  # fmt: skip
    frame.table(
        f"khao-sat-chi-so-{view.year}",
        f"Các chỉ số khảo sát, {area_word(view)}, năm {view.year}",
        facts(view),
        rows,
        AREA_COLUMNS,
        whole=True,
    )
