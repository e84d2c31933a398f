"""Refused files that wait for a word of the office: names of units that nobody knows, and the reference that was mended."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, door, frame
from pages._shared.press import pressed
from pages._shared.tables import Column
from words import labels

TITLE = "Tên đơn vị chưa nhận ra, tệp bị từ chối chờ nhận lại"
COLUMNS = [
    Column("name", "Tên trong tệp"),
    Column("year", "Năm đánh giá", "year"),
    Column("count", "Số tệp", "integer"),
    Column("near", "Đơn vị có tên gần giống", width=320),
    Column("files", "Tệp", width=320),
]
SAID = "_nhan_lai"  # what became of the files, said once the page is drawn with the new figures


def show() -> None:
    said()
    names = door.unknown_names()
    if names:
        _ask(names)
    else:
        st.caption("Không có tệp nào chờ vì tên đơn vị.")
    st.caption(
        "Sau khi bổ sung danh mục (đơn vị, tên gọi khác, bố cục biểu mẫu), mọi tệp đã bị từ chối được kiểm tra lại theo danh "
        "mục mới; tệp nào hợp lệ thì được ghi nhận, với ngày nhận như cũ. Tệp chờ người thứ hai xác nhận vẫn chờ."
    )
    if pressed("Kiểm tra lại mọi tệp bị từ chối", "kiem_tra_lai", icon=":material/refresh:"):
        take_in("Đang kiểm tra lại…", door.recheck)


def said() -> None:
    """What became of the files that were tried again."""
    if words := st.session_state.pop(SAID, None):
        st.success(words)


def _ask(names: list[dict]) -> None:
    """Which unit a name means; nothing is decided by likeness alone."""
    rows = [
        {
            "name": one["name"],
            "year": one["year"],
            "count": len(one["files"]),
            "near": "; ".join(unit["unit_name"] for unit in one["candidates"]),
            "files": "; ".join(path.rsplit("/", 1)[-1] for path in one["files"][:5]),
        }
        for one in names
    ]
    frame.table("ten-chua-ro", "Tên đơn vị chưa nhận ra", [], rows, COLUMNS, whole=True)
    units = data.unit_names()
    left, right = st.columns(2)
    chosen = left.selectbox(
        "Tên cần xác nhận", range(len(names)), format_func=lambda n: f"{names[n]['name']} ({names[n]['year'] or '–'})"
    )
    near = [unit["unit_code"] for unit in names[chosen]["candidates"]]
    others = [code for code in units if code not in near]
    unit = right.selectbox(
        "Là đơn vị (gần giống đứng trước)", [*near, *others], index=None, placeholder="Chọn đơn vị",
        format_func=units.get, key=f"la_don_vi_{names[chosen]['name']}",
    )  # fmt: skip
    is_pressed = pressed("Xác nhận tên và nhận lại các tệp đang chờ", "xac_nhan_ten", type="primary")
    if is_pressed and unit is None:
        st.warning("Chọn đơn vị mang tên này trước khi xác nhận.")
    elif is_pressed:
        take_in("Đang ghi tên và nhận lại tệp…", lambda told: door.confirm_name(names[chosen]["name"], unit, told))


def take_in(words: str, work) -> None:
    """Runs it; what it changed is said with the new figures, what went wrong at once."""
    result: list = []
    frame.with_progress(words, lambda told: result.append(work(told)))
    done, problem = result[0]
    if done is None:
        st.error(labels.plain(problem))
        return
    taken = sum(file["status"] in ("accepted", "accepted_with_warnings") for file in done["files"])
    refused = sum(file["status"] == "rejected" for file in done["files"])
    st.session_state[SAID] = (
        f"{taken} tệp đã được ghi nhận; {refused} tệp vẫn chưa nhận được, xem lỗi từng tệp ở trang Kiểm tra số liệu."
        if done["files"]
        else "Không có tệp nào cần kiểm tra lại."
    )
    st.rerun()
