"""Taking a load back, wherever a page offers it: it asks first and shows what would change."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from etl.withdraw import sentences
from pages._shared import door, frame, labels, tables
from pages._shared.tables import Column

ASKED = "_withdrawal"  # the load that somebody is about to take back, and what that would change
RECEIPTS = {False: "Rút số liệu, giữ ngày nhận", True: "Rút cả ngày nhận (tệp gửi nhầm)"}
UNITS = [
    Column("year", "Năm", "year"),
    Column("unit_name", "Đơn vị"),
    Column("points_before", "Điểm đang dùng", "points"),
    Column("points_after", "Điểm sau khi rút", "points"),
    Column("rank_block_before", "Hạng trong khối đang dùng", "integer"),
    Column("rank_block_after", "Hạng sau khi rút", "integer"),
    Column("class_name_before", "Xếp loại đang dùng"),
    Column("class_name_after", "Xếp loại sau khi rút"),
    Column("status_name_before", "Thời hạn đang dùng"),
    Column("status_name_after", "Thời hạn sau khi rút"),
]


def offer(run: int, label: str, why: str, folder: Path | None = None) -> list[str] | None:
    """The button that asks, or what it asks. What was done once it was done, else None. `folder`: a warehouse other than
    that of this server."""
    asked = st.session_state.get(ASKED)
    if not asked or asked["run"] != run:
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.caption(why)
        if right.button(label, width="stretch"):
            _ask(run, False, folder)
            st.rerun()
        return None
    with st.container(border=True):
        return _question(asked, folder)


def _ask(run: int, with_receipts: bool, folder: Path | None) -> None:
    asked = {"run": run, "with_receipts": with_receipts}

    def work(told) -> None:
        asked["said"], asked["problem"] = door.withdraw(
            run, with_receipts, dry=True, told=told, warehouse=folder
        )

    frame.with_progress("Đang xem rút lần nhập này thì số liệu nào thay đổi…", work)
    st.session_state[ASKED] = asked


def _question(asked: dict, folder: Path | None) -> list[str] | None:
    st.markdown("**Rút lần nhập này?**")
    with_receipts = st.radio(
        "Cách rút",
        list(RECEIPTS),
        index=int(asked["with_receipts"]),
        format_func=RECEIPTS.get,
        label_visibility="collapsed",
    )
    if with_receipts != asked["with_receipts"]:
        _ask(asked["run"], with_receipts, folder)
        st.rerun()
    said, problem = asked["said"], asked["problem"]
    if problem:
        st.error(labels.plain(problem))
    else:
        for line in sentences(said, is_dry=True):
            st.markdown(labels.plain(line))
        if units := said["difference"].get("units"):
            st.html(tables.html([_shown(row) for row in units], UNITS, "Đơn vị đổi kết quả"))
    done = None
    with st.container(horizontal=True):
        may = said and not any(f["severity"] == "error" for f in said["findings"])
        if may and st.button("Rút lần nhập", type="primary"):
            done = _take_back(asked, folder)
        if st.button("Không rút nữa"):
            st.session_state.pop(ASKED)
            st.rerun()
    return done


def _take_back(asked: dict, folder: Path | None) -> list[str] | None:
    found: dict = {}

    def work(told) -> None:
        found["said"], found["problem"] = door.withdraw(
            asked["run"], asked["with_receipts"], told=told, warehouse=folder
        )

    frame.with_progress("Đang rút và tính lại số liệu…", work)
    if (
        found["problem"] or not found["said"]["snapshot"]
    ):  # meanwhile somebody else changed something
        st.session_state[ASKED] = asked | found
        st.rerun()
    st.session_state.pop(ASKED)
    return sentences(found["said"], is_dry=False)


def _shown(row: dict) -> dict:
    names = {
        f"status_name_{when}": labels.STATUS.get(row[f"status_{when}"])
        for when in ("before", "after")
    }
    return row | names


def run_of(snapshot: str) -> int:
    """The run that published a snapshot."""
    return int(snapshot.partition("-")[0])
