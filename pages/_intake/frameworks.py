"""A framework is typed in a workbook: the blank one, and the form that comes of a typed one before it is recorded."""

from __future__ import annotations

import streamlit as st

from pages._intake.upload import Intake
from pages._shared import data, export
from pages._shared.door import blank_framework


def offer_blank() -> None:
    """The workbook to type a framework in."""
    with st.expander("Nhập một bộ tiêu chí mới"):
        st.markdown(
            "1. Tải bảng trống, điền trang **Thông tin**.\n"
            "2. Chép bảng tiêu chí trong Word, dán vào trang **Bộ tiêu chí**; cột **Kiểm tra** báo chỗ tổng chưa khớp.\n"
            "3. Lưu tệp rồi chọn ở khung trên như mọi tệp: chỗ thiếu, chỗ sai được liệt kê một lần, theo ô; hết lỗi thì xem"
            " trước được biểu mẫu mà đơn vị sẽ nhận."
        )
        st.download_button(
            "Tải bảng trống",
            data=blank_framework,
            file_name="bo_tieu_chi.xlsx",
            mime=export.DOCUMENTS["xlsx"],
            on_click="ignore",
        )


def offer_preview(intake: Intake) -> None:
    """The form that units would get, of each framework that was read without an error."""
    if not (typed := intake.frameworks()):
        return
    st.header("Xem trước biểu mẫu", anchor=False)
    blocks = {b["block_code"]: b["block_name"] for b in data.rows("blocks")} if data.is_own() else {}
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    number = left.selectbox("Bộ tiêu chí", typed, format_func=intake.names.__getitem__)
    block = middle.selectbox(
        "Biểu mẫu của khối", [None, *blocks], format_func=lambda code: blocks.get(code, "Khối có nhiều tiêu chí nhất")
    )
    right.download_button(
        "Tải biểu mẫu",
        data=lambda: intake.preview(number, block),
        file_name="xem_truoc_bieu_mau.xlsx",
        mime=export.DOCUMENTS["xlsx"],
        on_click="ignore",
        width="stretch",
    )
