"""The files that were received."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from pages._shared import data, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels

FILES = [
    column("file_name"),
    Column("result", "Kết quả"),
    Column("kind_text", "Loại hồ sơ"),
    column("unit_name"),
    column("received_on"),
    Column("version", "Phiên bản", "integer"),
    Column("row_count", "Số dòng ghi nhận", "integer"),
    column("errors"),
    column("warnings"),
    Column("loaded_at", "Nạp lúc"),
    Column("who", "Người nạp"),
]


def _in_words(row: dict) -> dict:
    row["result"] = labels.FILE_STATUS[row["status"]]
    row["kind_text"] = labels.FILE_KIND[row["kind"]]
    row["loaded_at"] = data.moment(row["received_at"])
    return row


def received(view: View) -> list[dict]:
    """Files of the year, and those that tell no year."""
    return [_in_words(row) for row in data.rows("files", year=view.year, block=view.block)]


def answer(view: View, files: list[dict]) -> str:
    """What a steward must know of the year's files."""
    count = Counter(row["status"] for row in files)
    text = f"Năm {view.year}: đã nhận **{len(files)}** tệp"
    if count["rejected"]:
        units = sorted({r["unit_name"] for r in files if r["status"] == "rejected" and r["unit_name"]})
        text += f"; **{count['rejected']}** không nhận được số liệu"
        text += f" ({labels.plain(labels.names(units))})" if units else ""
    else:
        text += "; đều lấy được số liệu"
    if count["accepted_with_warnings"]:
        text += f"; **{count['accepted_with_warnings']}** có lưu ý cần xem khi thẩm định"
    return text + "."


def show(view: View, files: list[dict]) -> None:
    """What was received, in one sentence and four figures."""
    frame.answer(answer(view, files))
    count = Counter(row["status"] for row in files)
    frame.metrics(
        [
            {"label": "Đã nhận", "value": str(count["accepted"] + count["accepted_with_warnings"])},
            {"label": "Không nhận", "value": str(count["rejected"])},
            {"label": "Bản cũ, bản trùng", "value": str(count["superseded"] + count["duplicate"])},
            {"label": "Lỗi / lưu ý", "value": f"{sum(r['errors'] for r in files)} / {sum(r['warnings'] for r in files)}"},
        ]
    )  # fmt: skip


def table(view: View, files: list[dict]) -> None:
    st.header("Hồ sơ đã nhận", anchor=False)
    frame.table("kiem-tra-tep", f"Hồ sơ đã nhận, năm {view.year}", view.facts(), files, FILES)
