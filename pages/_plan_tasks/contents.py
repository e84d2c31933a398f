"""The page of a plan that has tasks, and of one that has none."""

from __future__ import annotations

import streamlit as st

from pages._plan_tasks import answering, of_unit, of_year, registers, state, timeline
from pages._shared import data, frame, guard
from pages._shared.filters import View
from warehouse.reference_names import sheet


def show(view: View) -> None:
    rows = state.of_years()
    if not rows:
        frame.answer("Danh mục chưa có nhiệm vụ nào của Kế hoạch.")
        st.info(f"Nhiệm vụ của Kế hoạch nằm ở {sheet('plan_tasks')}.")
        frame.way_to_table("plan_tasks")
        return
    frame.answer(state.answer(view, rows))
    frame.metrics(state.figures(view, rows))
    timeline.show(view, rows)
    if todo := state.todo(rows):
        title = f"Cần báo cáo hoặc hoàn thành: {len(todo)}"
        frame.section("can-lam", title, state.what_is_left, view, todo)
    frame.section("tung-nhiem-vu", f"Kết quả từng nhiệm vụ năm {view.year}", of_year.show, view, rows)
    frame.section("cua-don-vi", "Nhiệm vụ của từng đơn vị", of_unit.show, view, rows)
    frame.section("so-theo-doi", f"Sổ theo dõi năm {view.year}", registers.show, view, rows)
    if guard.may_load() and data.is_own():
        frame.section("hoi-dap", answering.TITLE, answering.show, view)
