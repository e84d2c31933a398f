"""What this page writes into the registers of the office goes through the same door as a file."""

from __future__ import annotations

import streamlit as st

from etl.desk import register_book
from pages._intake import todo
from pages._shared import data, door
from pages._shared.filters import View
from words import labels

SAID = "_da_ghi_cong_bo"
FILES = {"objection": "kien_nghi", "confirmation": "phieu_xac_nhan"}  # register → how its files are called


def said() -> None:
    """What the last press on this page did; above its parts, for one whose title tells a count closes as that changes."""
    if words := st.session_state.pop(SAID, None):
        st.success(words)


def record(view: View, register: str, rows: list[dict], done: str) -> None:
    """Rows of a register of the kind `follow_up`; done: what is said once they are in."""
    now = data.now()
    said = view.snapshot.illustrative_words if view.snapshot.illustrative else ""
    book = register_book.write("follow_up", {"unit": data.unit_names()}, {register: rows}, said)
    with st.spinner("Đang ghi sổ và tính lại số liệu…"):
        result, problem = door.record(f"{FILES[register]}_{view.year}_{now:%Y%m%d_%H%M%S}.xlsx", book, now.date())
    if result and not problem and result["files"][0]["status"] == "duplicate":
        problem = "Nội dung này giống hệt một lần ghi trước nên không có hiệu lực lần nữa."
    if bool(result) and todo.waits(result):
        done = f"Đã lưu, chưa có hiệu lực. {labels.plain(problem)}"
    elif problem or not result:
        st.error(labels.plain(problem or "Không ghi được sổ."))
        return
    st.session_state[SAID] = done
    st.rerun()
