"""For a meeting: one page after the other in the order of the slides, large, with nothing around it (`?trinh-chieu=1`).

Nothing is shown there of a head, and no unit that was late before its year is public: parts that open, what a leader is to
look at and the page of heads are left out, the page of deadlines comes once the year is published.
"""

from __future__ import annotations

import streamlit as st

from pages._shared import data, guard
from pages._shared.press import pressed
from warehouse.store import PUBLISHED
from words import labels

KEY = "trinh-chieu"
ON = "_presenting"
# as reports/slides.py has them
ORDER = ("overview.py", "rankings.py", "trends.py", "criteria.py", "surveys.py", "deadlines.py", "plan_tasks.py")
ONCE_PUBLISHED = ("deadlines.py",)


def is_on() -> bool:
    return bool(st.session_state.get(ON))


def pages(stage: str | None) -> list[str]:
    """The pages of a year in that stage."""
    return [file for file in ORDER if stage in PUBLISHED or file not in ONCE_PUBLISHED]


def enter() -> None:
    """Called by the router before anything is drawn: begun and left by the address, kept from page to page. Whose pages are
    none of a meeting has none."""
    asked = st.query_params[KEY] == "1" if KEY in st.query_params else is_on()
    st.session_state[ON] = asked and guard.may_open(ORDER[0])
    if is_on():
        st.query_params[KEY] = "1"


def way_in() -> None:
    """The press by which it begins, with the page that is open where that is one of them."""
    if pressed("Trình chiếu", "trinh_chieu_vao", type="tertiary", icon=":material/slideshow:"):
        st.session_state[ON] = True
        st.rerun()


def show(file: str, year: int) -> None:
    """The bar at the foot: to the page before, to the next, out of it. Another page is none of a meeting: then the first is."""
    stage = next((row["stage"] for row in data.rows("stage", year=year)), None)
    shown = pages(stage)
    if file not in shown:
        st.switch_page(shown[0], query_params={KEY: "1"})
    place = shown.index(file)
    with st.container(key="trinh_chieu", horizontal=True, vertical_alignment="center"):
        back = pressed("Trước", "trinh_chieu_truoc", shortcut="Left", disabled=not place)
        st.caption(f"{place + 1}/{len(shown)} · {labels.PAGES[file][0]}")
        on = pressed("Sau", "trinh_chieu_sau", shortcut="Right", disabled=place + 1 == len(shown))
        out = pressed("Thôi", "trinh_chieu_thoi", shortcut="Esc")
    if out:
        st.session_state[ON] = False
        st.switch_page(file)
    if back or on:
        st.switch_page(shown[place + (1 if on else -1)], query_params={KEY: "1"})
