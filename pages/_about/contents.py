"""The release, the snapshot, what was loaded, and on which documents it rests."""

from __future__ import annotations

import tomllib

import streamlit as st

from pages._shared import data, frame
from pages._shared.tables import Column, column
from words import labels

KINDS = [Column("kind_text", "Loại hồ sơ"), Column("files", "Số tệp đang dùng", "integer"), column("units")]  # fmt: skip
FRAMEWORKS = [column("year"), column("framework_name", width=360), Column("source", "Nguồn")]
BASIS = [Column("number", "Số, ký hiệu"), Column("title", "Trích yếu", width=420), column("note", width=220)]


def show() -> None:
    st.markdown(
        "Phần mềm theo dõi, đánh giá hiệu quả công tác phổ biến, giáo dục pháp luật (PBGDPL): nhận báo cáo tự đánh giá của các đơn vị, "
        "thẩm định, xếp loại, theo dõi thời hạn, nhiệm vụ và khảo sát. Hướng dẫn đầy đủ: tệp HUONG_DAN.md kèm phần mềm."
    )
    facts = data.snapshot() if st.session_state["_snapshot"] else None
    frame.metrics(
        [
            {"label": "Phiên bản phần mềm", "value": release()},
            {"label": "Mã lần cập nhật", "value": facts.snapshot_id if facts else labels.NONE},
            {"label": "Tính đến", "value": labels.date(facts.as_of if facts else None)},
        ]
    )
    if facts is None:
        st.info("Kho số liệu còn trống: chưa có danh mục và chưa có báo cáo nào.")
        frame.way_in()
        return
    frame.section("da-nap", "Hồ sơ đang dùng", _loaded)
    frame.section("bo-tieu-chi", "Bộ tiêu chí và căn cứ pháp lý", _sources)


def release() -> str:
    return tomllib.loads((data.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def _loaded() -> None:
    rows = [row | {"kind_text": labels.FILE_KIND[row["kind"]]} for row in data.rows("loaded")]
    frame.table("da-nap", "Hồ sơ đang dùng", _facts(), rows, KINDS, whole=True)


def _sources() -> None:
    frameworks = [
        row | {"year": year["year"], "source": "minh họa, không phải văn bản" if row["illustrative"] else "văn bản"}
        for year in data.rows("years")
        for row in data.rows("frameworks", year=year["year"], block=None)
    ]
    frame.table("bo-tieu-chi", "Bộ tiêu chí theo năm", _facts(), frameworks, FRAMEWORKS, whole=True)
    frame.table("can-cu", "Căn cứ pháp lý", _facts(), data.rows("legal_basis"), BASIS, whole=True)


def _facts() -> list[tuple[str, str]]:
    return [("Mã lần cập nhật", data.snapshot().snapshot_id)]
