"""Refused files go back to their senders: all of them marked, as one zip, and a message to each sender to copy."""

from __future__ import annotations

from itertools import groupby
from pathlib import PurePath

import streamlit as st

from pages._intake import todo
from pages._intake.upload import Intake
from pages._shared import contacts, data, export, frame
from words import labels

SAID = 5  # errors of a file in a message; the marked workbook has all


def show(intake: Intake, result: dict) -> None:
    """The zip and the messages, where something was refused that its sender has to mend; and any one file marked."""
    if intake.has_files:
        frame.section("mot-tep", "Tải riêng một tệp đã đánh dấu, kể cả tệp chỉ có lưu ý", _one, intake)
    refused = [file for file in result["files"] if todo.of(file) in ("fix", "paper")]
    if not refused:
        return
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.caption(
        f"Trả lại {len(refused)} tệp: tệp của đơn vị, giữ nguyên nội dung, thêm ô tô màu có ghi chú cách sửa và trang đầu"
        " liệt kê lỗi; tệp không ghi lại được (.xls, Word, PDF…) chỉ có trang danh sách. Việc này mất khoảng một giây mỗi tệp."
    )
    right.download_button(
        "Tải ZIP đã đánh dấu", data=intake.returned, file_name="tep_tra_lai.zip", mime=export.DOCUMENTS["zip"],
        on_click="ignore", width="stretch",
    )  # fmt: skip
    frame.section("tin-nhan", "Tin nhắn trả lại, mỗi đơn vị một tin", _messages, refused)


def _one(intake: Intake) -> None:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    number = left.selectbox("Tệp cần trả lại", range(len(intake.names)), format_func=intake.names.__getitem__)
    right.download_button(
        "Tải tệp đã đánh dấu",
        data=lambda: intake.marked(number),
        file_name=f"ket_qua_kiem_tra_{PurePath(intake.names[number]).stem}.xlsx",
        mime=export.DOCUMENTS["xlsx"],
        on_click="ignore",
        width="stretch",
    )


def _messages(refused: list[dict]) -> None:
    names = data.unit_names() if data.is_own() else {}
    address = contacts.addresses() if data.is_own() else {}
    codes = {name: code for code, name in names.items()}
    for sender, message in messages(refused, names):
        where = address.get(codes.get(sender, ""))
        st.caption(labels.plain(f"{sender}, gửi: {where}" if where else sender))
        st.code(message, language=None, wrap_lines=True)


def messages(refused: list[dict], names: dict[str, str]) -> list[tuple[str, str]]:
    """(sender, text) of each: a unit with all its files, or a file that tells no unit."""

    def sender(file: dict) -> str:
        return names.get(file["unit_code"]) or f"đơn vị gửi tệp {todo.name_of(file)}"

    return [(who, _message(who, list(files))) for who, files in groupby(sorted(refused, key=sender), sender)]


def _message(who: str, files: list[dict]) -> str:
    lines = [f"Kính gửi {who}: Phòng Tư pháp chưa lấy được số liệu từ tệp đã nhận."]
    for file in files:
        errors = [f["message"] for f in file["findings"] if f["severity"] == "error"]
        lines.append(f"Tệp {todo.name_of(file)}:")
        lines += [f"- {message}" for message in errors[:SAID]]
        if len(errors) > SAID:
            lines.append(f"- và {len(errors) - SAID} lỗi khác, xem tệp đã đánh dấu gửi kèm.")
    return "\n".join([*lines, "Đề nghị sửa theo tệp đã đánh dấu gửi kèm và gửi lại."])
