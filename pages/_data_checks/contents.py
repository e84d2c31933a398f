"""The page of a year with files, and of one without."""

from __future__ import annotations

import streamlit as st

from pages._data_checks import corrections, files, findings, quality, reconciliation, state_figures
from pages._shared import frame
from pages._shared.filters import View


def show(view: View) -> None:
    received = files.received(view)
    if not received:
        frame.no_results(view)
        st.stop()
    files.show(view, received)
    findings.show(view)
    files.table(view, received)
    frame.section("chat-luong", quality.TITLE, quality.show, view)
    state_figures.show(view)
    frame.section("dinh-chinh", corrections.TITLE, corrections.show, view)
    reconciliation.show(view)
