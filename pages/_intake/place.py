"""Which figures the files will change."""

from __future__ import annotations

import streamlit as st

from pages._shared import data
from words import labels


def show() -> None:
    if data.is_own():
        facts = data.snapshot()
        st.caption(f"Mã lần cập nhật {facts.snapshot_id} · tính đến {labels.date(facts.as_of)}")
        return
    st.info(
        "Kho số liệu còn trống: nạp danh mục đơn vị và bộ tiêu chí trước, sau đó nạp báo cáo của các đơn vị. "
        + ("Các trang khác đang hiển thị số liệu minh họa. " if st.session_state["_snapshot"] else "")
        + "Tệp nạp ở trang này được ghi vào kho số liệu thật."
    )
