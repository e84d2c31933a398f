"""How the survey was made."""

from __future__ import annotations

import streamlit as st

from pages._shared import charts, data, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._surveys.figure import facts, n_text
from pages._surveys.scores import rows_in_words
from words import labels


def open_waves(view: View) -> list[dict]:
    """Waves whose fieldwork goes on, as far as anything of them came in."""
    return [
        w
        for w in data.rows("survey_waves", year=view.year)
        if w["files"] and w["collected_from"] <= view.snapshot.as_of <= w["collected_to"]
    ]


def show(view: View, collecting: list[dict]) -> None:
    """Still open while the fieldwork goes on: then it is what Phòng Tư pháp acts on."""
    st.header("Thu thập phiếu", anchor=False)
    progress = data.rows("survey_progress", year=view.year, block=view.block, scope=view.scope)
    waves = data.rows("survey_waves", year=view.year)
    if not progress:
        st.info("Chưa có kế hoạch mẫu và chưa có phiếu nào trong phạm vi đang xem.")
        return
    known = [p for p in progress if p["responses"] is not None]
    short_of = [p for p in progress if p["needed"]]
    missing = sum(p["needed"] or 0 for p in progress)
    text = (
        f"**{labels.number(sum(p['responses'] for p in known), 0)}** phiếu ở {len([p for p in known if p['responses']])} đơn vị; "
        f"**{len(short_of)}/{len(progress)}** đơn vị chưa đủ mẫu"
    )
    text += f", còn cần ít nhất {labels.number(missing, 0)} phiếu." if missing else "."
    if hidden := len(progress) - len(known):
        text += f" Không kể phiếu của {hidden} đơn vị không nêu số phiếu."
    if collecting:
        text += f" Đang thu thập đến {labels.date(max(w['collected_to'] for w in collecting))}."
    st.markdown(text)
    days = [d for d in data.rows("survey_days", year=view.year, block=view.block, scope=view.scope) if d["response_on"]]
    if days:
        by_day: dict = {}
        for d in days:
            by_day[d["response_on"]] = by_day.get(d["response_on"], 0) + d["responses"]
        charts.show(
            "survey_days",
            f"Nhiều phiếu nhất ngày {labels.date(max(by_day, key=by_day.get))}: {max(by_day.values())} phiếu",
            f"Số phiếu theo ngày, năm {view.year}: " + "; ".join(f"{labels.date(d)} {n}" for d, n in by_day.items()),
            "bieu_do_ngay_phieu",
            facts=facts(view),
            days=[
                {"day": f"{d:%d/%m}", "responses": n, "tip": f"Ngày {labels.date(d)}: {n} phiếu"}
                for d, n in by_day.items()
            ],
        )
    for p in progress:
        p["n_text"] = n_text({"n": p["responses"]})
        p["margin_pp"] = None if p["margin"] is None else 100 * p["margin"]
        p["detect_pp"] = None if p["detectable"] is None or p["detectable"] > 1 else 100 * p["detectable"]
        p["needed_text"] = "không nêu" if p["needed"] is None else labels.number(p["needed"], 0)
        p["state"] = "– không nêu" if p["needed"] is None else "○ chưa đủ" if p["needed"] else "● đủ"
    columns = [
        column("unit_name"),
        Column("state", "Mẫu", width=130),
        Column("n_text", "Số phiếu", width=170),
        Column("planned_n", "Kế hoạch", "integer"),
        Column("needed_text", "Còn cần", width=110),
        Column("margin_pp", "Sai số ± (điểm phần trăm)", "number"),
        Column("detect_pp", "Thay đổi nhỏ nhất nhận ra được (điểm phần trăm)", "number"),
        Column("population", "Tổng thể", "integer"),
        Column("wave_name", "Đợt", width=260),
        column("block_name"),
    ]
    frame.table(f"khao-sat-tien-do-{view.year}", f"Thu thập phiếu năm {view.year}", facts(view), progress, columns, folded=None if collecting else "Từng đơn vị")  # fmt: skip
    lines = [
        f"{labels.plain(w['wave_name'])}: {rows_in_words(w)}"
        f"câu trả lời ngoài thang {labels.number(w['unknown_answers'], 0)}; công cụ {labels.plain(w['tool'])}."
        for w in waves
        if w["files"]
    ]
    frame.notes(
        *lines,
        "Sai số: nửa độ rộng khoảng tin cậy 95% khi tỷ lệ là 50%, có hiệu chỉnh tổng thể hữu hạn và hiệu ứng thiết kế. "
        "Thay đổi nhỏ nhất: giữa hai đợt cùng cỡ, với lực kiểm định 80%.",
    )
