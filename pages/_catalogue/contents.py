"""Which table is open; the calendar first."""

from __future__ import annotations

import streamlit as st

from etl.desk import reference_edit
from pages._catalogue import calendar, editor, hand_over
from pages._shared import data, door, export, filters, frame, guard
from warehouse import reference_names

CALENDAR, HAND_OVER = "lich", "ban-giao"


def show() -> None:
    if not st.session_state["_snapshot"]:
        st.info("Kho số liệu còn trống: chưa có danh mục nào.")
        frame.way_in("start.py", "**Bắt đầu**")
        return
    places = [CALENDAR, *([HAND_OVER] if guard.may_load() else []), *reference_edit.edited()]
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        table = filters.choose(st.selectbox, "bang", places, CALENDAR, label="Xem và sửa", format_func=name)
    right.download_button(
        "Tải cả danh mục (Excel)", lambda: door.exported_reference(data.folder()), "danh_muc.xlsx", export.DOCUMENTS["xlsx"],
        on_click="ignore", width="stretch",
    )  # fmt: skip
    if table == CALENDAR:
        calendar.show()
    elif table == HAND_OVER:
        hand_over.show()
        return
    else:
        editor.show(table)
    st.caption(
        "Sửa trong Excel cũng được: tải cả danh mục, sửa rồi nạp ở trang Tiếp nhận hồ sơ. Bộ tiêu chí nhập bằng bảng riêng cũng ở trang đó."
    )


def name(table: str) -> str:
    own = {CALENDAR: "Lịch của năm", HAND_OVER: "Bàn giao cho đơn vị kế tiếp"}
    return own.get(table) or reference_names.names()[table]
