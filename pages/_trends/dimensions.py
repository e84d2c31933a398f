"""The same by content."""

from __future__ import annotations

import streamlit as st

from pages._shared import charts, data, frame
from pages._shared.filters import View
from pages._shared.tables import Column
from pages._trends.lines import breaks, ends, pieces
from pages._trends.organisation import facts
from words import labels


def show(view: View, rearranged: bool, city: list[dict]) -> None:
    rows = [row for row in data.rows("dimension_trend", block=view.block) if row["median_pct"] is not None]
    if not rows:
        return
    st.header("Các nội dung đối chiếu được giữa các bộ tiêu chí", anchor=False)
    st.caption(
        "Chỉ các nhóm tiêu chí có nội dung tương ứng được đặt cạnh nhau; điểm của hai bộ tiêu chí không cùng thang nên không nối."
    )
    for row in rows:
        row["tip"] = (
            f"{row['dimension_name']}, năm {row['year']}: trung vị {labels.percent(row['median_pct'], row['bounds'])} điểm tối đa "
            f"của nội dung này, {row['with_result']} đơn vị, chiếm {labels.percent(row['share_of_points'])} tổng điểm"
            + (" (sơ bộ, năm chưa kết thúc)" if row["is_running"] else "")
        )
    names = list(dict.fromkeys(row["dimension_name"] for row in rows))
    newest = max((r["year"] for r in rows if not r["is_running"]), default=rows[-1]["year"])
    lowest = min((r for r in rows if r["year"] == newest), key=lambda r: r["median_pct"])
    series = [
        (
            name,
            pieces([r for r in rows if r["dimension_name"] == name], name, name == lowest["dimension_name"]),
            name == lowest["dimension_name"],
        )
        for name in names
    ]
    charts.show(
        "lines",
        f"Thấp nhất năm {newest}: {labels.plain(lowest['dimension_name'])}, {labels.percent(lowest['median_pct'], lowest['bounds'])} điểm tối đa của nội dung",
        "Trung vị phần trăm điểm tối đa theo nội dung và năm: "
        + "; ".join(f"{r['dimension_name']} {r['year']} {labels.percent(r['median_pct'], r['bounds'])}" for r in rows),
        "bieu_do_noi_dung",
        facts=facts(view, rearranged),
        points=[p for _, points, _ in series for p in points],
        ends=ends(series),
        breaks=breaks(city),
        counts=[],
    )
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
    frame.table("noi-dung", "Các nội dung đối chiếu được", facts(view, rearranged), table, columns, folded=labels.TABLE)
