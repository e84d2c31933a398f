"""Where the points are lost."""

from __future__ import annotations

import streamlit as st

from pages._criteria.chosen import short
from pages._shared import charts
from pages._shared.filters import View
from pages._shared.tables import Column, Table
from words import labels

COLUMNS = [
    Column("title", "Tiêu chí", width=330),
    Column("max_points", "Điểm tối đa", "points"),
    Column("median_pct", "Trung vị, % điểm tối đa", "percent"),
    Column("below_half", "Đơn vị dưới 50%", "integer"),
    Column("points_lost", "Điểm mất (cộng các đơn vị)", "points"),
    Column("lost_share", "Tỷ trọng điểm mất", "share"),
    Column("lost_so_far", "Cộng dồn từ tiêu chí mất nhiều nhất", "share"),
    Column("half", "Nửa giữa các đơn vị"),
    Column("median_change", "So với năm trước (điểm phần trăm)", "signed"),
    Column("self_minus_verified", "Tự chấm trừ thẩm định (điểm)", "signed"),
    Column("scored_text", "Đã chấm / áp dụng"),
    Column("group_name", "Nhóm"),
    Column("kind_text", "Loại tiêu chí"),
]


def show(view: View, criteria: list[dict], worst: list[dict]) -> None:
    st.header("Tiêu chí đạt thấp", anchor=False)
    rows = criteria
    data_rows = [
        {
            "name": short(c["title"]),
            "median": c["median_pct"],
            "low": c["lower_quartile"],
            "high": c["upper_quartile"],
            "weak": c in worst,
            "text": labels.percent(c["median_pct"], c["bounds"]),
            "tip": f"Tiêu chí {c['title']}: trung vị {labels.percent(c['median_pct'], c['bounds'])} điểm tối đa, nửa giữa "
            f"{labels.percent(c['lower_quartile'], c['bounds'])}–{labels.percent(c['upper_quartile'], c['bounds'])}; "
            f"{c['below_half']} đơn vị dưới 50%; mất {labels.points(c['points_lost'])} điểm",
        }
        for c in rows
    ]
    charts.show(
        "weakness",
        f"Mất điểm nhiều nhất: {labels.plain(short(worst[0]['title'], 90))}"
        if worst[0]["points_lost"]
        else "Mọi tiêu chí đã chấm đều đạt điểm tối đa",
        f"Trung vị phần trăm điểm tối đa của {len(rows)} tiêu chí năm {view.year}: "
        + "; ".join(f"{c['criterion_code']} {labels.percent(c['median_pct'], c['bounds'])}" for c in rows),
        "bieu_do_tieu_chi",
        facts=view.facts(),
        table=Table(f"tieu-chi-{view.year}", f"Kết quả theo tiêu chí năm {view.year}", view.facts(), rows, COLUMNS),
        criteria=data_rows,
    )
