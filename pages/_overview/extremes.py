"""The first and the last of each block."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, frame
from pages._shared.filters import View
from pages._shared.tables import Column
from words import labels


def show(view: View) -> None:
    blocks: dict[str, list[dict]] = {}
    for row in data.rows("ranking", year=view.year, block=view.block, scope=view.scope):
        if row["rank_block"] is not None:
            blocks.setdefault(row["block_name"], []).append(row)
    table = []
    for block, rows in blocks.items():
        top = [r for r in rows if r["rank_block"] == 1]
        last_pct = rows[-1]["score_pct"]
        bottom = [r for r in rows if r["score_pct"] == last_pct] if last_pct != rows[0]["score_pct"] else []
        table.append(
            {
                "block": block,
                "bounds": rows[0]["bounds"],
                "top": labels.names([r["unit_name"] for r in top]),
                "top_pct": top[0]["score_pct"],
                "median": rows[0]["block_median"],
                "bottom": labels.not_named(
                    labels.names([r["unit_name"] for r in bottom if not r["is_held"]]),
                    sum(r["is_held"] for r in bottom),
                )
                or ("các đơn vị bằng điểm" if len(rows) > 1 else "chỉ có một đơn vị"),
                "bottom_pct": last_pct if bottom else None,
            }
        )
    if not table:
        st.caption(f"{labels.NOT_RATED}.")
        return
    columns = [
        Column("block", "Khối", width=235),
        Column("top", "Cao nhất", width=230),
        Column("top_pct", "% cao nhất", "percent"),
        Column("median", "Trung vị", "percent"),
        Column("bottom", "Thấp nhất", width=230),
        Column("bottom_pct", "% thấp nhất", "percent"),
    ]
    frame.table(
        f"cao-thap-{view.year}", "Cao nhất và thấp nhất trong từng khối", view.facts(), table, columns, whole=True
    )
