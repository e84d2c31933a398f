"""The middle of each block over the years that may be compared: one small line a block."""

from __future__ import annotations

import streamlit as st

from charts import templates
from pages._shared import charts, data
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import labels


def show(view: View) -> None:
    rows = data.rows("block_medians", year=view.year, block=view.block, scope=view.scope)
    if not rows:
        return
    drawn: dict[str, list[dict]] = {}
    for row in rows:
        drawn.setdefault(row["block_code"], []).append(row)
    first, last = min(r["year"] for r in rows), max(r["year"] for r in rows)
    points = [
        {
            "place": place,
            "blocks": len(drawn),
            "block": templates.broken(row["block_name"], 24),
            "piece": f"{code}-{row['piece']}",
            "year": row["year"],
            "pct": row["median_pct"],
            "text": labels.percent(row["median_pct"], row["bounds"]) if row is own[-1] else "",
            "is_first": row is own[0],
            "tip": f"{row['block_name']}, năm {row['year']}: trung vị {labels.percent(row['median_pct'], row['bounds'])} điểm tối đa",
        }
        for place, (code, own) in enumerate(drawn.items())
        for row in own
    ]
    charts.show(
        "middles",
        f"Mức giữa (trung vị) của khối, % điểm tối đa, {first}–{last}",
        "; ".join(point["tip"] for point in points),
        "bieu_do_muc_giua",
        facts=view.facts(),
        table=Table(
            f"muc-giua-{view.year}",
            "Trung vị của từng khối qua các năm so sánh được",
            view.facts(),
            rows,
            [column("block_name"), column("year"), Column("median_pct", "Trung vị", "percent")],
        ),
        points=points,
    )
    others = [b["block_name"] for b in data.rows("blocks") if b["block_code"] not in drawn]
    if others and view.block is None:
        st.caption(f"Chưa đủ căn cứ để so sánh các năm: {', '.join(map(labels.inside, others))}.")
