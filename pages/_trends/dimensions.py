"""The same by content."""

from __future__ import annotations

import streamlit as st

from charts import trends as panel_charts
from pages._shared import charts, data
from pages._shared.filters import View
from pages._shared.tables import Column, Table
from pages._trends.organisation import facts
from pages._trends.pieces import MARKS, changed, pieces
from words import labels


def show(view: View, rearranged: bool, place: list[dict]) -> None:
    """place: the years of the block that is looked at, or of all: they say which of them may be compared."""
    known = {row["year"]: row for row in place}
    rows = [
        row | {name: known[row["year"]][name] for name in ("is_comparable", "is_mostly_verified")}
        for row in data.rows("dimension_trend", block=view.block, scope=view.scope)
        if row["year"] in known and row["median_pct"] is not None and not row["is_running"]
    ]
    if not rows:
        st.caption("Chưa có năm nào kết thúc có kết quả theo nội dung.")
        return
    for row in rows:
        row["tip"] = (
            f"{row['dimension_name']}, năm {row['year']}: trung vị {labels.percent(row['median_pct'], row['bounds'])} điểm tối đa "
            f"của nội dung này, {row['with_result']} đơn vị, chiếm {labels.percent(row['share_of_points'])} tổng điểm"
        )
    names = list(dict.fromkeys(row["dimension_name"] for row in rows))
    newest = max(row["year"] for row in rows)
    lowest = min((r for r in rows if r["year"] == newest), key=lambda r: r["median_pct"])
    years = list(dict.fromkeys(row["year"] for row in sorted(rows, key=lambda r: r["year"])))
    table = []
    for name in dict.fromkeys(row["dimension_name"] for row in rows):
        own = {row["year"]: row for row in rows if row["dimension_name"] == name}
        table.append(
            {"name": name}
            | {str(year): own[year]["median_pct"] if year in own else None for year in years}
            | {f"bounds_{year}": own[year]["bounds"] if year in own else None for year in years}
            | {"share": own[max(own)]["share_of_points"]}
        )
    columns = [
        Column("name", "Nội dung"),
        *[Column(str(year), f"Năm {year}", "percent", bounds=f"bounds_{year}") for year in years],
        Column("share", f"Tỷ trọng điểm năm {years[-1]}", "share"),
    ]
    charts.show(
        "panels",
        f"Thấp nhất năm {newest}: {labels.plain(lowest['dimension_name'])}, {labels.percent(lowest['median_pct'], lowest['bounds'])} điểm tối đa của nội dung",
        "Trung vị phần trăm điểm tối đa theo nội dung và năm: "
        + "; ".join(f"{r['dimension_name']} {r['year']} {labels.percent(r['median_pct'], r['bounds'])}" for r in rows),
        "bieu_do_noi_dung",
        facts=facts(view, rearranged),
        table=Table("noi-dung", "Các nội dung đối chiếu được", facts(view, rearranged), table, columns),
        **panel_charts.panels(
            [(name, pieces([r for r in rows if r["dimension_name"] == name]), []) for name in names],
            [row["year"] for row in place if not row["is_running"]],
            changed(place),
        ),
    )
    st.caption(
        "Chỉ các nhóm tiêu chí có nội dung tương ứng được đặt cạnh nhau; điểm của hai bộ tiêu chí không cùng thang nên không nối. "
        + MARKS
    )
