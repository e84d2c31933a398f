"""Kiểm tra số liệu: every file that was received, what was noticed in it, and whether any row was lost."""

from collections import Counter

import streamlit as st

from pages._shared import data, filters, frame
from pages._shared.tables import Column
from words import labels

view = frame.start(labels.PAGES["data_checks.py"][0], "steward", "admin")

FILES = [
    Column("file_name", "Tệp"),
    Column("result", "Kết quả"),
    Column("kind_text", "Loại hồ sơ"),
    Column("unit_name", "Đơn vị"),
    Column("received_on", "Ngày nhận", "date"),
    Column("version", "Phiên bản", "integer"),
    Column("row_count", "Số dòng ghi nhận", "integer"),
    Column("errors", "Lỗi", "integer"),
    Column("warnings", "Lưu ý", "integer"),
    Column("loaded_at", "Nạp lúc"),
    Column("who", "Người nạp"),
]
FINDINGS = [
    Column("unit_name", "Đơn vị", width=170),
    Column("level", "Mức"),
    Column("message", "Nội dung và cách sửa", width=640),
    Column("file_name", "Tệp"),
    Column("code", "Mã"),
]
EVERY = "tat_ca"


def in_words(row: dict) -> dict:
    row["result"] = labels.FILE_STATUS[row["status"]]
    row["kind_text"] = labels.FILE_KIND[row["kind"]]
    row["loaded_at"] = labels.moment(row["received_at"])
    return row


def answer(files: list[dict]) -> str:
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


files = [in_words(r) for r in data.rows("files", year=view.year, block=view.block)]
findings = data.rows("findings", year=view.year, block=view.block)
for row in findings:
    row["level"] = labels.LEVEL[row["severity"]]

if not files:
    frame.no_results(view)
    st.stop()
frame.answer(answer(files))
count = Counter(row["status"] for row in files)
frame.metrics(
    [
        {"label": "Đã nhận", "value": str(count["accepted"] + count["accepted_with_warnings"])},
        {"label": "Không nhận", "value": str(count["rejected"])},
        {"label": "Bản cũ, bản trùng", "value": str(count["superseded"] + count["duplicate"])},
        {"label": "Lỗi / lưu ý", "value": f"{sum(r['errors'] for r in files)} / {sum(r['warnings'] for r in files)}"},
    ]
)  # fmt: skip

st.subheader("Lỗi và lưu ý", anchor=False)
if findings:
    level = filters.choose(
        st.segmented_control, "muc", [EVERY, *labels.LEVEL], EVERY, label="Mức",
        format_func={EVERY: "Tất cả", **labels.LEVEL}.get, required=True,
    )  # fmt: skip
    shown = [row for row in findings if level in (EVERY, row["severity"])]
    frame.table("kiem-tra-loi", f"Lỗi và lưu ý, năm {view.year}", view.facts(), shown, FINDINGS)
else:
    st.caption("Không có lỗi hay lưu ý nào.")
st.subheader("Hồ sơ đã nhận", anchor=False)
frame.table("kiem-tra-tep", f"Hồ sơ đã nhận, năm {view.year}", view.facts(), files, FILES)
frame.notes(
    "Mọi tệp nhận được, kể cả tệp không nhận được số liệu, đều được lưu nguyên vẹn. Tệp không cho biết năm được liệt kê ở mọi năm.",
    "Tệp không nhận được kiểm tra lại sau khi bổ sung danh mục: lệnh `python -m etl load --recheck`.",
)
