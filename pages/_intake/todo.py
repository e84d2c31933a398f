"""What somebody has to do about each file, in words, and the list that is filtered by it."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from etl.desk.headers import CODES as OF_HEADERS
from etl.desk.headers import OF_NO_KIND
from etl.desk.names import CODES as OF_NAMES
from etl.run import second
from pages._shared import data, filters, frame
from pages._shared.tables import Column, column
from words import labels

STEPS = {  # in the order in which they are shown: what asks for work first
    "fix": "Gửi lại đơn vị để sửa",
    "name": "Xác nhận tên đơn vị",
    "header": "Khai báo tiêu đề cột",
    "second": "Chờ người thứ hai xác nhận",
    "paper": "Có bản giấy, bản scan: nhập tay hoặc chờ bản Excel",
    "survey": "Khai báo cột khảo sát",
    "see": "Xem lưu ý",
    "none": "Không phải làm gì",
}
EVERY = "tat_ca"
FILES = [
    Column("name", "Tệp", width=220),
    Column("todo", "Việc cần làm", width=180),
    Column("result", "Kết quả", width=100),
    Column("kind", "Loại hồ sơ", width=160),
    Column("unit", "Đơn vị", width=200),
    Column("found", "Lỗi / lưu ý"),
    Column("rows", "Số dòng ghi nhận", "integer"),
]
FINDINGS = [Column("level", "Mức"), column("message", width=640), Column("name", "Tệp", width=320)]


def of(file: dict) -> str:
    """The code of what is to be done about a file of `load --json`."""
    errors = {f["code"] for f in file["findings"] if f["severity"] == "error"}
    if file["status"] == "rejected":
        if errors == {second.CODE}:
            return "second"
        if "survey_unmapped" in errors:
            return "survey"
        if errors & set(OF_NAMES):
            return "name"
        if errors <= {*OF_HEADERS, OF_NO_KIND}:
            return "header"
        return "paper" if errors == {"not_a_table"} else "fix"
    return "see" if file["status"] == "accepted_with_warnings" else "none"


def waits(result: dict) -> bool:
    """Whether `load --json` has a file that waits for a second person."""
    return any(of(file) == "second" for file in result["files"])


def name_of(file: dict) -> str:
    """As its sender called it."""
    return file["path"].split("!/")[-1].rsplit("/", 1)[-1]


def show(result: dict, done: bool) -> None:
    """The files, what asks for work first, then everything that was noticed in them."""
    order = list(STEPS)
    files = sorted(result["files"], key=lambda file: (order.index(of(file)), file["path"]))
    count = Counter(map(of, files))
    words = {EVERY: f"Tất cả ({len(files)})"}
    words |= {code: f"{name} ({count[code]})" for code, name in STEPS.items() if count[code]}
    chosen = filters.choose(
        st.segmented_control, "viec", list(words), EVERY, label="Việc cần làm", format_func=words.get, required=True
    )
    shown = [file for file in files if chosen in (EVERY, of(file))]
    names = data.unit_names() if data.is_own() else {}
    frame.table(
        "tiep-nhan-tep", "Kết quả kiểm tra hồ sơ", [], [_row(file, names, done) for file in shown], FILES, whole=True
    )
    found = [
        {"name": name_of(file), "level": labels.LEVEL[f["severity"]], **f} for file in shown for f in file["findings"]
    ]
    if found:
        levels = list(labels.LEVEL.values())
        found.sort(key=lambda row: levels.index(row["level"]))
        st.header("Lỗi và lưu ý", anchor=False)
        frame.table("tiep-nhan-loi", "Lỗi và lưu ý trong hồ sơ", [], found, FINDINGS, whole=True)


def _row(file: dict, names: dict[str, str], done: bool) -> dict:
    level = Counter(f["severity"] for f in file["findings"])
    return {
        "name": name_of(file),
        "todo": STEPS[of(file)],
        "result": labels.file_status(dry=not done)[file["status"]],
        "kind": f"{labels.FILE_KIND[file['kind']]} {file['year'] or ''}".rstrip(),
        "unit": names.get(file["unit_code"], file["unit_code"]),
        "found": f"{level['error']} / {level['warning']}",
        "rows": file["rows"],
    }
