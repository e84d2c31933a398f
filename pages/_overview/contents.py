"""The page below its answer and figures: the main chart, where a leader is wanted, then what opens."""

from __future__ import annotations

import streamlit as st

from pages._overview import attention, by_class, changes, decisions, extremes, medians, meeting, talks, tiles
from pages._shared import data, frame, presenting, units
from pages._shared.filters import View


def show(view: View) -> None:
    if not view.shows_others:
        st.page_link(units.PROFILE, label="**Kết quả của đơn vị mình**", query_params={"nam": str(view.year)})
        attention.show(view)
        return
    has_results = view.total["with_result"]
    if has_results:
        by_class.show(view)
    else:
        frame.no_results(view)
    if not presenting.is_on():
        attention.show(view)
    waiting = data.rows("decisions", block=view.block, scope=view.scope)
    frame.section("quyet-dinh", f"Việc cần đồng chí quyết định: {len(waiting)}", decisions.show, view, waiting)
    wanted, praised = talks.by_unit(view), data.rows("examples", year=view.year, block=view.block, scope=view.scope)
    frame.section(
        "trao-doi",
        f"Cần trao đổi: {len(wanted)} đơn vị; nên biểu dương: {len(praised)} đơn vị",
        talks.show,
        view,
        wanted,
        praised,
    )
    if has_results:
        medians.show(view)
    if has_results and view.shows_others:
        if placed := tiles.rows(view):
            frame.section("so-do", tiles.TITLE, tiles.show, view, placed)
        frame.section("cao-thap", "Cao nhất và thấp nhất trong từng khối", extremes.show, view)
        if view.previous_year:
            frame.section("thay-doi", f"Thay đổi so với năm {view.previous_year}", changes.show, view)
    if view.scope is None:
        frame.section("lan-truoc", "Thay đổi từ lần họp trước", meeting.show, view)
