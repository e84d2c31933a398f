"""Chosen units over the years, and their ranks."""

from __future__ import annotations

import streamlit as st

from charts import trends as panel_charts
from pages._shared import charts, data, units
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from pages._trends import ranks
from pages._trends.organisation import facts
from pages._trends.pieces import MARKS, changed, in_words, pieces
from words import labels

MOST = 6


def tip(view: View, row: dict) -> str:
    start = f"{row['unit_name']}, năm {row['year']}: {labels.percent(row['score_pct'], row['bounds'])} điểm tối đa"
    if row["is_combined"]:
        return f"{start}, ghép từ {row['made_of']}"
    basis = labels.basis(row["score_basis"], view.snapshot.verification_word).lower()
    if not row["is_rated"]:
        return f"{start} ({basis})"
    return f"{start} ({basis}), thứ {row['rank_block']}/{row['ranked']}, xếp loại {row['class_name'] or labels.NONE}"


def show(view: View, rearranged: bool, city: list[dict]) -> None:
    chosen = units.pointed_out(view, f"Đơn vị (tối đa {MOST})", MOST)
    if not chosen:
        st.caption("Chọn đơn vị để xem kết quả và thứ hạng tham khảo của đơn vị đó qua các năm.")
        return
    rows = data.rows("unit_trend_by", units=tuple(chosen), rearranged=rearranged, scope=view.scope)
    for row in rows:
        row["tip"] = tip(view, row)
        row["is_comparable"] = row["compared_on"] == "all"
        row["is_mostly_verified"] = row["is_combined"] or row["score_basis"] == "verified"
    names = dict.fromkeys(row["unit_name"] for row in rows)
    grey = pieces(city)
    series = [(name, pieces([r for r in rows if r["unit_name"] == name], "score_pct"), grey) for name in names]
    years = [row["year"] for row in city if not row["is_running"]]
    columns = [
        column("unit_name"),
        column("year"),
        column("score_pct"),
        Column("rank_block", "Thứ hạng tham khảo trong khối", "integer"),
        column("class_name"),
        *([Column("made_of", "Ghép từ các đơn vị")] if rearranged else []),
    ]
    charts.show(
        "panels",
        f"{labels.names([labels.plain(name) for name in names])} qua các năm đã kết thúc",
        f"Phần trăm điểm tối đa theo năm: {in_words(series)}",
        "bieu_do_don_vi",
        facts=facts(view, rearranged),
        table=Table("dien-bien-don-vi", "Diễn biến của các đơn vị đã chọn", facts(view, rearranged), rows, columns),
        **panel_charts.panels(series, years, changed(city)),
    )
    st.caption(f"Màu xanh: từng đơn vị; màu xám: trung vị toàn {view.place}. {MARKS}")
    ranks.show(view, rearranged, city, chosen)
