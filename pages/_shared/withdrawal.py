"""Taking a load back, wherever a page offers it: it asks first and shows what would change."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from etl.run import changed
from etl.run import withdraw as taking
from pages._shared import door, frame, tables
from pages._shared.tables import Column, column
from words import labels

ASKED = "_withdrawal"  # the load that somebody is about to take back, and what that would change
RECEIPTS = {False: "Rút số liệu, giữ ngày nhận", True: "Rút cả ngày nhận (tệp gửi nhầm)"}
UNITS = [column("unit_name"), column("year"), Column("changes", "Thay đổi", width=640)]


def offer(run: int, label: str, why: str, folder: Path | None = None) -> list[str] | None:
    """The button that asks, or what it asks. What was done once it was done, else None. `folder`: a warehouse other than
    that of this server."""
    asked = st.session_state.get(ASKED)
    if not asked or asked["run"] != run:
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.caption(why)
        right.button(label, width="stretch", on_click=_ask, args=(run,))
        return None
    with st.container(border=True):
        return _question(asked, folder)


# Presses are written down before the page is drawn anew, so that none is lost while it is.


def _ask(run: int) -> None:
    st.session_state[ASKED] = {"run": run, "with_receipts": None, "confirmed": False}


def _confirm() -> None:
    st.session_state[ASKED]["confirmed"] = True


def _forget() -> None:
    st.session_state.pop(ASKED, None)


def _question(asked: dict, folder: Path | None) -> list[str] | None:
    st.markdown("**Rút lần nhập này?**")
    with_receipts = st.radio("Cách rút", list(RECEIPTS), format_func=RECEIPTS.get, label_visibility="collapsed")
    if with_receipts != asked["with_receipts"]:
        asked |= {"with_receipts": with_receipts, "confirmed": False}
        _call(asked, folder, "Đang xem rút lần nhập này thì số liệu nào thay đổi…", dry=True)
    if asked["confirmed"]:
        asked["confirmed"] = False
        _call(asked, folder, "Đang rút và tính lại số liệu…", dry=False)
        if asked["said"] and (asked["said"]["snapshot"] or asked["said"]["second_person"] == taking.ASKED):
            _forget()
            return taking.sentences(asked["said"], is_dry=False)
    said = asked["said"]
    if asked["problem"]:
        st.error(labels.plain(asked["problem"]))
    else:
        changes(said)
    with st.container(horizontal=True):
        if may_be_done(said):
            label = "Đề nghị rút, chờ người thứ hai" if said["second_person"] else "Rút lần nhập"
            st.button(label, type="primary", on_click=_confirm)
        st.button("Không rút nữa", on_click=_forget)
    return None


def may_be_done(said: dict | None) -> bool:
    """Whether nothing stands against what `withdraw --dry-run` told."""
    return bool(said) and not any(f["severity"] == "error" for f in said["findings"])


def changes(said: dict) -> None:
    """What taking a run back changes, as `withdraw --dry-run` told it."""
    for line in taking.sentences(said, is_dry=True):
        st.markdown(labels.plain(line))
    if units := said["difference"].get("units"):
        rows = [row | {"changes": changed.words(row)} for row in units]
        st.html(tables.html(rows, UNITS, "Đơn vị đổi kết quả"))


def _call(asked: dict, folder: Path | None, words: str, dry: bool) -> None:
    def work(told) -> None:
        asked["said"], asked["problem"] = door.withdraw(
            asked["run"], asked["with_receipts"], dry=dry, told=told, warehouse=folder
        )

    frame.with_progress(words, work)


def run_of(snapshot: str) -> int:
    """The run that published a snapshot."""
    return int(snapshot.partition("-")[0])
