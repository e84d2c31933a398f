"""Since the survey before."""

from __future__ import annotations

import streamlit as st

from charts import surveys as charts_survey
from pages._shared import charts, frame
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from pages._surveys.figure import change_text, facts, is_sure
from words import labels


def show(view: View, area: dict, units: list[dict], name: str) -> None:
    if area["previous_year"] is None:
        st.info("Chưa có đợt khảo sát nào trước năm này để so sánh.")
        return
    if not area["is_comparable"]:
        st.info(
            f"Không so sánh với năm {area['previous_year']}: bảng câu hỏi không ghi hai đợt là so sánh được "
            "(câu hỏi hoặc thang trả lời khác nhau)."
        )
        return
    known = [u for u in units if u["difference"] is not None and u["difference_low"] is not None]
    if not known:
        st.info(f"Không đơn vị nào đủ phiếu ở cả hai đợt {area['previous_year']} và {view.year}.")
        return
    known.sort(key=lambda u: -u["difference"])
    words = {True: "tăng", False: "giảm"}
    drawn = [
        {
            "unit": u["unit_name"],
            "share": 100 * u["difference"],
            "low": 100 * u["difference_low"],
            "high": 100 * u["difference_high"],
            "text": f"{labels.signed(100 * u['difference'])} điểm phần trăm",
            "short": labels.signed(100 * u["difference"], 0),
            "result": charts_survey.RESULTS[1 if not is_sure(u) else 0 if u["difference"] > 0 else 2],
            "tip": f"{u['unit_name']}: {change_text(u)}; "
            + (f"{words[u['difference'] > 0]} có ý nghĩa" if is_sure(u) else "chưa đủ chắc chắn là có thay đổi"),
        }
        for u in known
    ]
    up = sum(is_sure(u) and u["difference"] > 0 for u in known)
    down = sum(is_sure(u) and u["difference"] < 0 for u in known)
    rows = [
        {"unit_name": u["unit_name"], "before": 100 * u["previous_share"], "now": u["share_pct"],
         "change": 100 * u["difference"], "low": 100 * u["difference_low"], "high": 100 * u["difference_high"]}
        for u in known
    ]  # fmt: skip
    columns = [
        column("unit_name"),
        Column("before", f"Năm {area['previous_year']}", "share"),
        Column("now", f"Năm {view.year}", "share"),
        Column("change", "Thay đổi (điểm phần trăm)", "signed"),
        Column("low", "Cận dưới 95%", "signed"),
        Column("high", "Cận trên 95%", "signed"),
    ]
    charts.show(
        "survey_dots",
        f"So với {area['previous_year']}: {up} đơn vị tăng, {down} đơn vị giảm có ý nghĩa; {len(known) - up - down} chưa đủ chắc chắn",
        f"Thay đổi {name} so với năm {area['previous_year']} theo đơn vị, với khoảng tin cậy 95%",
        "bieu_do_thay_doi",
        facts=facts(view),
        words=("Thay đổi (điểm phần trăm)", "zero"),
        table=Table(
            f"khao-sat-thay-doi-{view.year}",
            f"{name}: thay đổi so với năm {area['previous_year']}",
            facts(view),
            rows,
            columns,
        ),
        units=drawn,
        area=[{"low": 0, "high": 0, "share": 0, "text": "không đổi"}],
        hidden=[],
    )
    if len(known) > 1:
        frame.notes(
            "▲ tăng, ▼ giảm: khoảng tin cậy 95% của thay đổi không chứa 0; ● chưa đủ chắc chắn. Khi xem cùng lúc "
            f"{len(known)} đơn vị, có thể có khoảng {labels.number(0.05 * len(known), 1)} đơn vị được đánh dấu do ngẫu nhiên."
        )
