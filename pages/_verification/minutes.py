"""The minutes of verification, as a file to complete in Word."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, export
from pages._shared.filters import View
from reports import minutes


def show(view: View) -> None:
    """Of the whole year, whatever block is shown."""
    decided = data.rows("verified_decisions", year=view.year, block=None)
    if not decided:
        st.caption(f"Chưa có điểm {view.snapshot.verification_word} nào để lập biên bản.")
        return
    st.markdown(f"Mọi khối. {minutes.differences(decided)}. {minutes.how_decided(decided)}.")
    if not export.may_issue(view.snapshot.office_ended_on):
        return
    ask, year = data.asker(), view.year
    label = f"Biên bản {view.snapshot.verification_word} năm {year} (Word)"
    export.document(f"bien-ban-tham-dinh-{year}.docx", label, lambda: minutes.of_year(ask, year))
    st.caption(
        "Quyết định thành lập, thời gian, địa điểm, chủ trì, thư ký, thành phần, người không tham gia vì là đơn vị của mình, ý kiến "
        "bảo lưu và kết luận để trống: người dự họp ghi trong Word."
    )  # fmt: skip
