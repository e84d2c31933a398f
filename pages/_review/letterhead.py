"""The Word file whose head and styles reports have: the program's, or one of the office."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages._shared import data, export, guard
from pages._shared.press import pressed
from reports import docx, letterhead
from warehouse import workspace
from words import labels

SAID = "_mau_dau"  # what the last press did


def show(folder: Path) -> None:
    fold = st.expander("Mẫu đầu văn bản (Word)", key="gap_mau_dau", on_change="rerun")
    if not fold.open:
        return
    with fold:
        kept = workspace.texts(folder, workspace.LETTERHEAD)
        own, in_force = kept.by_place.get(workspace.LETTERHEAD), kept.letterhead
        if said := st.session_state.pop(SAID, None):
            st.success(said)
        st.caption(
            f"Đang dùng mẫu của cơ quan, do {labels.plain(own.by)} đưa vào lúc {data.moment(own.at)}."
            if own
            else "Đang dùng mẫu của phần mềm, theo Nghị định 30/2020/NĐ-CP."
        )
        st.caption(
            "Phần đầu và kiểu chữ của báo cáo Word lấy theo mẫu; khổ giấy, lề và bản PDF giữ theo Nghị định 30. Tải mẫu về, sửa "
            "trong Word, giữ các chỗ trong ngoặc nhọn kép, rồi đưa lại ở đây."
        )
        export.document("mau-dau-van-ban.docx", "Tải mẫu đang dùng", lambda: in_force or docx.blank_letterhead())
        _take(folder, in_force)
        if own and pressed("Trở lại mẫu của phần mềm", "bo_mau_dau"):
            _keep(folder, None, "Đã trở lại mẫu của phần mềm.")


def _take(folder: Path, in_force: bytes | None) -> None:
    file = st.file_uploader("Mẫu của cơ quan (.docx)", type=["docx"], key="mau_dau", max_upload_size=2)
    if not file:
        return
    content = file.getvalue()
    if content == in_force:
        st.caption("Đây là mẫu đang dùng.")
        return
    try:
        letterhead.read(content)
    except letterhead.NotALetterhead as error:
        st.error(labels.of_error(error))
        return
    st.caption("Mẫu đọc được và có đủ chỗ điền.")
    if pressed("Dùng mẫu này", "dung_mau_dau"):
        _keep(folder, content, "Từ nay báo cáo Word theo mẫu này; các bản đã chốt giữ nguyên.")


def _keep(folder: Path, content: bytes | None, said: str) -> None:
    try:
        workspace.keep_letterhead(folder, content, by=guard.person(), at=data.now())
    except workspace.WorkspaceError as error:
        st.error(labels.of_error(error))
        return
    st.session_state[SAID] = said
    st.rerun()
