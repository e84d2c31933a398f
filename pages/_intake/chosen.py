"""Files are chosen, and checked as soon as they are there."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages._intake.upload import Intake
from pages._shared import frame

TYPES = [
    "xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt", "html", "htm", "xml", "docx", "doc", "rtf", "odt", "zip",
    "eml", "msg", "rar", "7z", "gz", "pptx", "pdf", "png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "heic", "webp",
]  # fmt: skip


def _changed(intake: Intake, chooser: str) -> None:
    """Files taken away by hand are gone; on another visit the page only has forgotten them."""
    if not st.session_state[chooser]:
        intake.forget()


def _forget(files: list) -> None:
    """Takes uploads out of the memory of the server; what may stay is in its folder."""
    if context := get_script_run_ctx():
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def show(intake: Intake) -> None:
    chooser = f"_tep_{intake.batch}"
    with st.container(border=True):  # no form, no button: a press in the instant in which an upload ends may be lost
        files = st.file_uploader(
            "Chọn tệp (bảng tính, Word, bản scan, tệp nén, thư điện tử)",
            type=TYPES,
            accept_multiple_files=True,
            key=chooser,
            on_change=_changed,
            args=(intake, chooser),
        )
        received_on = st.date_input("Ngày nhận (để trống: lấy theo sổ tiếp nhận)", value=None, format="DD/MM/YYYY")
        st.caption("Tệp được kiểm tra ngay khi tải lên xong; số liệu chỉ thay đổi khi bấm “Ghi nhận số liệu”.")
        st.caption(
            "Không tải lên tài liệu đóng dấu Mật, Tối mật, Tuyệt mật; danh sách có số căn cước, chứng minh nhân dân. Tệp như vậy "
            "không được nhận, không được lưu, tên không được ghi lại. Minh chứng chỉ cần liên kết, hoặc có, không."
        )
    if not files and intake.has_files:  # of before a refresh, or of before another page was looked at
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.caption(f"{len(intake.names)} tệp đã chọn trước đó vẫn còn, kết quả ở dưới.")
        right.button("Bỏ các tệp này", width="stretch", on_click=intake.forget)
    chosen = (*(file.file_id for file in files), received_on)
    if files and chosen != intake.of:

        def check(told) -> None:
            """In one piece: a run that ends between these would leave files that count as checked and are not."""
            # a day typed and the press that follows come together: the press is about these files, on that day
            is_pressed, seen = intake.confirmed, intake.of[:-1]
            intake.keep(files, received_on)
            intake.check(told)
            intake.of = chosen
            intake.confirmed = is_pressed and seen == chosen[:-1]
            if is_pressed and not intake.confirmed:
                intake.problem = (
                    intake.problem or "Tệp đã thay đổi sau khi kiểm tra; xem kết quả mới rồi bấm “Ghi nhận số liệu”."
                )

        frame.with_progress(f"Đang kiểm tra {len(files)} tệp…", check)
        if intake.withheld:
            _forget(files)
            st.rerun()  # with another place to choose files
