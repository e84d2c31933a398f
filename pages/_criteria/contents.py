"""The page of a year in which criteria were scored, and of one in which none was."""

from __future__ import annotations

import streamlit as st

from pages._criteria import by_kind, chosen, heat_map, story, summary, weakness
from pages._shared import data, filters, frame, survey_scores
from pages._shared.filters import View
from warehouse.analysis import THRESHOLDS
from words import labels


def show(view: View) -> None:
    asked = st.session_state.pop(survey_scores.STORY, None)
    low_bound = data.number_setting("low_criterion_pct", THRESHOLDS["low_criterion_pct"])
    everything = [
        c for c in data.rows("criteria", year=view.year, block=view.block, scope=view.scope) if c["scored_units"]
    ]
    kinds = data.rows("kinds", year=view.year, block=view.block, scope=view.scope)
    if not everything:
        if not view.shows_others:
            frame.answer(labels.not_published(view.year))
            return
        if view.total["with_result"]:
            frame.answer("Khối này có dưới 6 đơn vị đã chấm; số chung của khối chỉ Phòng Tư pháp xem được.")
            return
        frame.answer(f"Chưa có tiêu chí nào được chấm trong năm {view.year}.")
        frame.no_results(view)
        return
    _add_up(everything)
    criteria = chosen.chosen_criteria(everything)
    if not criteria:
        st.info("Không có tiêu chí nào khớp điều kiện lọc. Bỏ bớt điều kiện hoặc chọn lại nhóm.")
        st.stop()
    worst = criteria[:3]
    frame.answer(summary.answer(view, criteria, low_bound, worst))
    frame.metrics(summary.figures(view, kinds, criteria, worst))
    if code := weakness.costliest(view, criteria, worst):
        filters.put("tc", code)
    story.show(view, everything, asked)
    is_whole = len(criteria) == len(everything)
    frame.section(
        "don-vi-tieu-chi", "Các đơn vị theo nhóm tiêu chí", heat_map.show, view, criteria, is_whole, story.tell
    )
    frame.section(
        "moi-tieu-chi", f"Cả {len(criteria)} tiêu chí: trung vị và nửa giữa", weakness.every, view, criteria, worst
    )
    frame.section("loai", "Đầu vào, quá trình, đầu ra, tác động", by_kind.show, view, kinds)
    frame.notes(
        f"Trung vị và nửa giữa tính trên các đơn vị đã chấm tiêu chí; ô chưa chấm không tính là mất điểm. {view.basis}.",
        "Chấm tô màu nhấn: ba tiêu chí mất nhiều điểm nhất. So với năm trước chỉ khi đủ đơn vị có kết quả đã "
        f"{view.snapshot.verification_word} của cả hai năm, cùng bộ tiêu chí, và tính trong các đơn vị đó.",
        *(
            ["Số chung gồm đơn vị của người xem và, khi năm đã công bố, các khối có từ 6 đơn vị đã chấm."]
            if view.scope
            else []
        ),
    )


def _add_up(everything: list[dict]) -> None:
    """Words, and the share of the lost points up to each criterion, the costliest first."""
    so_far = 0.0
    for criterion in sorted(everything, key=lambda c: (-c["points_lost"], c["position"])):
        chosen.in_words(criterion)
        so_far += criterion["lost_share"] or 0
        criterion["lost_so_far"] = so_far if criterion["lost_share"] is not None else None
