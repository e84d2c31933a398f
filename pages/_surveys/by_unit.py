"""Each unit beside the others."""

from __future__ import annotations

import streamlit as st

from pages._shared import charts
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from pages._surveys.figure import facts, interval, min_n, pct, size, why_hidden
from pages._surveys.summary import SAYS
from words import labels

AXIS = {"nhan_thuc": "% câu trả lời đúng"}


def columns(view: View) -> list[Column]:
    return [
        column("unit_name"),
        Column("people_text", "Số người trả lời"),
        column("n_text"),
        column("share_pct"),
        column("low_pct"),
        column("high_pct"),
        Column("block_text", "So với phần còn lại của khối", width=150),
        Column("city_text", f"So với phần còn lại của {view.place}", width=150),
        Column("strict_text", "Ở mức 99,8%", width=150),
        Column("change", "So với đợt trước", width=300),
        column("note", width=260),
        column("block_name"),
    ]


def show(view: View, area: dict, units: list[dict], name: str) -> list[str]:
    """Gives what the notes of the page have to say of it."""
    shown = [u for u in units if not u["suppressed"]]
    drawn = [
        {
            "unit": u["unit_name"],
            "share": u["share_pct"],
            "low": u["low_pct"] if u["low_pct"] is not None else u["share_pct"],
            "high": u["high_pct"] if u["high_pct"] is not None else u["share_pct"],
            "text": f"{pct(u['share'])} (n = {u['people']})",
            "short": labels.number(u["share_pct"], 0) + "%",
            "result": u["city_text"],
            "tip": f"{u['unit_name']}, năm {view.year}: {pct(u['share'])} {SAYS[area['indicator']]} "
            f"({interval(u['ci_low'], u['ci_high'])}; {size(u)}); so với phần còn lại của {view.place}: {u['city_text'][2:].lower()}",
        }
        for u in shown
    ]
    hidden = [
        u["unit_name"] + (f" (n = {u['people']})" if u["people"] is not None else "") for u in units if u["suppressed"]
    ]
    band = {
        "low": 100 * (area["ci_low"] if area["ci_low"] is not None else area["share"]),
        "high": 100 * (area["ci_high"] if area["ci_high"] is not None else area["share"]),
        "share": 100 * area["share"],
        "text": f"{view.everywhere} {pct(area['share'])}",
    }
    if len(shown) == 1:
        message = f"{name}: {labels.plain(shown[0]['unit_name'])} {pct(shown[0]['share'])}; dải nhạt là khoảng tin cậy của {view.everywhere}"
    elif shown:
        best, last = shown[0], shown[-1]
        message = (
            f"{name}: từ {pct(last['share'])} ({labels.plain(last['unit_name'])}) đến {pct(best['share'])} "
            f"({labels.plain(best['unit_name'])}); dải nhạt là khoảng tin cậy của {view.everywhere}"
        )
    else:
        message = f"{name}: không đơn vị nào đủ {labels.points(min_n())} phiếu để hiển thị tỷ lệ"
    charts.show(
        "survey_dots",
        message,
        f"{name} theo đơn vị, năm {view.year}, với khoảng tin cậy 95%: "
        + "; ".join(f"{u['unit_name']} {pct(u['share'])}" for u in shown),
        "bieu_do_khao_sat",
        facts=facts(view),
        words=(AXIS.get(area["indicator"], "% người trả lời"),),
        table=Table(
            f"khao-sat-don-vi-{view.year}", f"{name} theo đơn vị, năm {view.year}", facts(view), units, columns(view)
        ),
        units=drawn,
        area=[band],
        hidden=[],
    )
    st.caption(
        f"▲ tốt hơn · ● tương đương · ▼ kém hơn phần còn lại của {view.place} (mức tin cậy 95%); vạch ngang là khoảng tin cậy 95%."
    )
    said = []
    if hidden:
        said.append(labels.plain(f"Không hiển thị {len(hidden)} đơn vị: {'; '.join(hidden)}. {why_hidden(view)}"))
    if len(shown) > 1:
        said.append(
            f"So với phần còn lại của {view.place}: không tính chính đơn vị đó. Khi so sánh cùng lúc {len(shown)} đơn vị, có thể có "
            f"khoảng {labels.number(0.05 * len(shown), 1)} đơn vị bị đánh dấu do ngẫu nhiên; cột “Ở mức 99,8%” trong bảng chặt "
            "hơn. Khác biệt về tỷ lệ không tự nó nói lên trách nhiệm của đơn vị."
        )
    return said
