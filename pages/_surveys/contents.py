"""The page of a year with a survey, and of one without; while one is in the field, that stands first."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, filters, frame
from pages._shared.filters import View
from pages._surveys import by_area, by_unit, change, fieldwork, figure, groups, questions, scores, summary
from words import labels


def show(view: View) -> None:
    areas = {a["indicator"]: a for a in data.rows("survey_areas", year=view.year, block=view.block)}
    if not areas:
        summary.no_survey(view)
        if data.rows("survey_progress", year=view.year, block=view.block, scope=view.scope):
            fieldwork.show(view, fieldwork.open_waves(view))
        return
    chosen = _indicator([code for code in labels.INDICATORS if code in areas])
    area, name = areas[chosen], labels.INDICATORS[chosen]
    answered = data.rows("survey_units", year=view.year, indicator=chosen, block=view.block, scope=view.scope)
    units = [figure.unit_words(row) for row in answered]
    frame.answer(summary.answer(view, area, units))
    collecting = fieldwork.open_waves(view)
    if collecting:
        until = max(wave["collected_to"] for wave in collecting)
        st.markdown(f"**Số liệu tạm tính**: đợt khảo sát còn thu thập phiếu đến {labels.date(until)}.")
    frame.metrics(summary.figures(view, areas))
    if collecting:
        fieldwork.show(view, collecting)
    of_units = by_unit.show(view, area, units, name)
    frame.section("chi-so", f"Các chỉ số, {view.everywhere}", by_area.show, view, areas)
    frame.section("cau-hoi", "Theo câu hỏi", questions.show, view, chosen, units)
    frame.section("nhom", "Theo nhóm người trả lời", groups.show, view, chosen, name)
    frame.section("dot-truoc", "So với đợt trước", change.show, view, area, units, name)
    frame.section("diem", "Điểm tự chấm và kết quả khảo sát", scores.show, view)
    if not collecting:
        frame.section("thu-thap", "Thu thập phiếu", fieldwork.show, view, collecting)
    frame.notes(
        *of_units,
        "Khoảng tin cậy Wilson 95% trên cỡ mẫu hiệu dụng; nhiều câu trả lời của một người tính như một cụm. "
        f"Tỷ lệ của {view.everywhere} gồm cả đơn vị bị che khi không thể suy ngược ra từng đơn vị; "
        f"{area['hidden_units']} đơn vị như vậy được tính chung. Câu trả lời theo từng câu hỏi có thể gồm ít đơn vị hơn (xem n).",
        *by_area.which(areas),
        *[
            f"Nguồn tổng thể: {labels.plain(w['population_source'])}."
            for w in data.rows("survey_waves", year=view.year)[:1]
            if w["population_source"]
        ],
    )


def _indicator(codes: list[str]) -> str:
    return filters.choose(
        st.pills, "chi_so", codes, "hai_long" if "hai_long" in codes else codes[0], label="Chỉ số",
        format_func=labels.INDICATORS.get, required=True, label_visibility="collapsed",
    )  # fmt: skip
