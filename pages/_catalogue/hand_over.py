"""Handing over to the successors: who gets what of whom, and the packages with their minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from etl.desk import hand_over
from etl.run.reference import reference_in_force
from pages._shared import data, door, export, filters, frame
from pages._shared.tables import Column, column
from warehouse.reference_names import sheet
from warehouse.store import Warehouse
from words import labels

ALL = "all"
COLUMNS = [
    Column("successor", "Đơn vị nhận", width=200),
    column("unit_name"),
    Column("share", "Phần về bên nhận", width=140),
    Column("effective_on", "Từ ngày", "date"),
    Column("basis", "Căn cứ", width=200),
    column("note"),
]


def show() -> None:
    content = reference_in_force(Warehouse(data.folder()))
    names = hand_over.successors(content)
    if not names:
        st.info(
            f"{sheet('unit_successions')} chưa có dòng nào: ghi đơn vị kế tiếp của từng đơn vị, rồi lập gói bàn giao ở đây."
        )
        return
    st.markdown(
        "Mỗi đơn vị nhận có một gói (ZIP): hồ sơ đơn vị trước đã gửi, điểm các giai đoạn, ngày nhận, đôn đốc, giải trình, số liệu "
        "khảo sát, mã SHA-256 của từng tệp và biên bản giao nhận (Word). Bên nhận nạp gói vào kho còn trống ở trang Tiếp nhận hồ sơ; gói bị "
        "sửa dù một byte thì không nhận."
    )
    chosen = filters.choose(st.selectbox, "don-vi-nhan", [ALL, *names], ALL, label="Đơn vị nhận", format_func=lambda code: names.get(code, "Tất cả"))  # fmt: skip
    rows = [row for code in names if chosen in (ALL, code) for row in _rows(content, code, names[code])]
    frame.table("ban-giao", "Ai nhận của ai", [], rows, COLUMNS, whole=True)
    snapshot = data.snapshot().snapshot_id
    export.slow_document(
        f"ban-giao-{chosen}.zip" if chosen != ALL else "ban-giao.zip",
        "Lập gói bàn giao" if chosen != ALL else f"Lập {len(names)} gói bàn giao",
        "Tải gói bàn giao (ZIP)" if chosen != ALL else "Tải các gói (một tệp ZIP chứa gói của từng đơn vị)",
        (snapshot, chosen), lambda progress: _made(chosen, progress),
    )  # fmt: skip
    st.caption(
        "Biên bản để trống thời gian, địa điểm, thành phần. Tỷ lệ của phần tách ghi “giả định” khi danh mục ghi như vậy."
    )


def _rows(content: dict[str, list[tuple]], code: str, name: str) -> list[dict]:
    return [
        part._asdict() | {
            "successor": name, "share": labels.percent(100 * float(part.share)),
            "effective_on": dt.date.fromisoformat(part.effective_on),
        }
        for part in hand_over.parts(content, code)
    ]  # fmt: skip


def _made(chosen: str, progress: Callable[[int, int], None]) -> bytes | None:
    made, problem = door.hand_over(chosen, lambda step, share: progress(int(100 * (share or 0)), 100))
    if problem:
        st.error(labels.plain(problem))
    return made or None
