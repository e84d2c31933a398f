"""Groups of respondents."""

from __future__ import annotations

import streamlit as st

from charts import surveys as charts_survey
from pages._shared import charts, data
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from pages._surveys.figure import facts, interval, min_n, pct
from words import labels


def show(view: View, indicator: str, name: str) -> None:
    groups = data.rows("survey_groups", year=view.year, indicator=indicator)
    if not groups:
        st.info(f"Phiếu năm {view.year} không phân nhóm người trả lời.")
        return
    if any(g["suppressed"] for g in groups):
        st.info(
            f"Không hiển thị theo nhóm: có nhóm dưới {labels.points(min_n())} phiếu hoặc chỉ có ở một vài đơn vị, "
            "hiển thị sẽ làm lộ số liệu của nhóm đó."
        )
        return
    for g in groups:
        g |= {"share_pct": 100 * g["share"], "low_pct": 100 * g["ci_low"], "high_pct": 100 * g["ci_high"]}
    drawn = [
        {
            "unit": g["label"],
            "share": g["share_pct"],
            "low": g["low_pct"],
            "high": g["high_pct"],
            "text": f"{pct(g['share'])} (n = {labels.number(g['n'], 0)})",
            "short": labels.number(g["share_pct"], 0) + "%",
            "result": charts_survey.RESULTS[1],
            "tip": f"{g['label']}: {pct(g['share'])} ({interval(g['ci_low'], g['ci_high'])}; n = {g['n']})",
        }
        for g in groups
    ]
    columns = [
        Column("label", "Nhóm người trả lời"),
        column("n"),
        column("share_pct"),
        column("low_pct"),
        column("high_pct"),
    ]
    charts.show(
        "survey_dots",
        f"{name}: "
        + "; ".join(f"{labels.plain(g['label'])} {pct(g['share'])}" for g in groups)
        + f" (toàn {view.place})",
        f"{name} theo nhóm người trả lời, toàn {view.place}, năm {view.year}",
        "bieu_do_nhom",
        facts=facts(view),
        table=Table(
            f"khao-sat-nhom-{view.year}",
            f"{name} theo nhóm, toàn {view.place}, năm {view.year}",
            facts(view),
            groups,
            columns,
        ),
        units=drawn,
        area=[],
        hidden=[],
    )
