"""The page of a year with results, and of one without."""

from __future__ import annotations

import streamlit as st

from pages._rankings import borderline, chart, firm, notes, ranking, summary, table
from pages._shared import frame, units
from pages._shared.filters import View
from words import labels


def show(view: View) -> None:
    if not view.shows_others:
        frame.answer(labels.not_published(view.year))
        st.page_link(units.PROFILE, label="**Kết quả của đơn vị mình**", query_params={"nam": str(view.year)})
        return
    chosen = ranking.of_year(view)
    if not any(row["score_pct"] is not None for row in chosen.everyone):
        frame.answer(f"Chưa có đơn vị nào có kết quả năm {view.year}.")
        frame.no_results(view)
    else:
        chosen = ranking.chosen(view, chosen)
        if chosen.overall and not chosen.ranked:
            st.info("Không xếp chung được: trong năm có hai bộ tiêu chí, hoặc chưa có kết quả.")
        elif len(chosen.asked) + len(chosen.waiting) == len(chosen.everyone):
            frame.answer(
                f"{labels.sentence(view.units_word)} đã có kết quả năm {view.year}: {labels.inside(labels.NOT_RATED)}."
            )
        elif not chosen.ranked:
            st.info("Chưa có đơn vị nào được chấm điểm ở phần này, hoặc chỉ đơn vị đó được xem chi tiết.")
        else:
            _ranked(view, chosen)
    if chosen.asked:
        title = f"Không xếp thứ hạng: {len(chosen.asked)} đơn vị"
        frame.section("theo-de-nghi", title, table.not_ranked, view, chosen)
    if chosen.waiting:
        frame.section("chua-co", f"Chưa có kết quả: {len(chosen.waiting)} đơn vị", table.not_reported, view, chosen)
    notes.show(view, chosen)


def _ranked(view: View, chosen: ranking.Ranking) -> None:
    frame.answer(summary.answer(view, chosen))
    if chosen.overall:
        st.warning(
            "Cân nhắc khi xếp chung: các khối khác nhau về nhiệm vụ, về tiêu chí áp dụng và tỷ trọng đầu ra, "
            "nên một xã, phường và một cơ quan chuyên môn không cùng điều kiện. Xếp hạng trong khối mới là căn cứ tham khảo."
        )
    frame.metrics(summary.figures(view, chosen))
    main = st.container()  # drawn when it is known who is pointed out
    pointed = units.pointed_out(view)
    fields = ranking.fields(chosen)
    by = [("Xếp theo", chosen.measure_name), ("Phạm vi xếp", "Chung" if chosen.overall else "Trong từng khối")]
    listed = table.twin(view, chosen.ranked, "xep-hang", table.columns(chosen), by)
    with main:
        if len(fields) > 1:
            chart.blocks(view, chosen, pointed, listed)
        else:
            chart.show(view, chosen, fields[0], pointed, listed, short=True)
    for field in fields:
        rows = ranking.members(chosen, field)
        part = "chung" if chosen.overall else rows[0]["block_code"]
        title = f"{field}: thứ hạng của cả {len(rows)} đơn vị"
        frame.section(f"khoi-{part}", title, chart.show, view, chosen, field, pointed)
    if chosen.whole and not chosen.overall:
        if firm.of_blocks(chosen):
            frame.section("chac-chan", "Thứ hạng chắc chắn đến đâu?", firm.show, view, chosen, pointed)
        frame.section("sat-nguong", "Kết quả sát ngưỡng, cần cân nhắc", borderline.show, view, chosen)
