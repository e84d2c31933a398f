"""Units that a page points out, and the way from a unit to its result sheet."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, filters

PROFILE = "unit_profile.py"


def query(code: str, view: filters.View) -> dict[str, str]:
    """The address of the result sheet of a unit, with the same year and block."""
    return {"dv": code, "nam": str(view.year)} | ({"khoi": view.block} if view.block else {})


def open_profile(code: str, view: filters.View) -> None:
    """Leaves this page for the result sheet of a unit, with the same year and block."""
    st.switch_page(PROFILE, query_params=query(code, view))


def pointed_out(view: filters.View, label: str = "Làm nổi bật đơn vị", limit: int = 6) -> list[str]:
    """Codes of the chosen units (`dv` in the URL), with a link to the result sheet of each: the way for a keyboard."""
    chosen = filters.units(view, label, limit)
    names = {u["unit_code"]: u["unit_name"] for u in data.rows("units", block=view.block)}
    if chosen:
        with st.container(horizontal=True):
            for code in chosen:
                st.page_link(PROFILE, label=f"Phiếu kết quả: {names[code]}", query_params=query(code, view))
    return chosen
