"""Difference first: what the door says of a workbook that a page wrote, seen before the press that records it counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from pages._intake import outcome, todo
from pages._shared import data, door
from pages._shared.press import pressed
from words import labels


class Tried(NamedTuple):
    """What the door says; mark: of what was typed, over the figures of that moment."""

    mark: str
    problem: str  # why it cannot be recorded
    warnings: list[str]
    difference: dict  # see etl/run/changed.py


class Pressed(NamedTuple):
    """What was tried of what stands there now, and what is to be done with it."""

    tried: Tried | None
    records: bool
    drops: bool


def buttons(name: str, about, book: Callable[[], bytes], is_wrong: bool, drop: str) -> Pressed:
    """The three presses: try, record what was tried, drop. about: all that was typed; another word in it, another
    snapshot, and it has to be tried again. drop: words of the last one."""
    mark = _mark(name, about)
    tried = st.session_state.get(_kept(name))
    tried = tried if tried and tried.mark == mark and not is_wrong else None
    with st.container(horizontal=True):
        if pressed("Xem ảnh hưởng đến số liệu", f"xem_anh_huong_{name}", disabled=is_wrong) and not is_wrong:
            with st.spinner("Đang thử với số liệu đang dùng…"):
                st.session_state[_kept(name)] = tried = _try(name, mark, book())
        may_record = bool(tried) and not tried.problem
        records = pressed("Ghi nhận", f"ghi_{name}", type="primary", disabled=not may_record)
        drops = pressed(drop, f"bo_{name}")
    return Pressed(tried, records and may_record, drops)


def answer(tried: Tried, fine: str) -> None:
    """Why it cannot be recorded; or that it can (fine), what the door remarks, and which figures change."""
    if tried.problem:
        st.error(labels.plain(tried.problem))
        return
    with st.container(border=True):
        st.markdown(fine)
        for line in tried.warnings:
            st.markdown(labels.plain(line))
        outcome.changes(tried.difference)


def forget(name: str) -> None:
    st.session_state.pop(_kept(name), None)


def _kept(name: str) -> str:
    return f"_da_thu_{name}"


def _mark(name: str, about) -> str:
    text = json.dumps([st.session_state["_snapshot"], name, about])
    return hashlib.sha256(text.encode()).hexdigest()


def _try(name: str, mark: str, book: bytes) -> Tried:
    result, problem = door.record(f"{name}.xlsx", book, data.now().date(), dry=True)
    if result and todo.waits(result):
        return Tried(mark, "", [problem], {})  # recorded as waiting for somebody else
    if problem or not result:
        return Tried(mark, problem or "Chưa thử được; số liệu đang dùng không thay đổi.", [], {})
    warnings = [f["message"] for file in result["files"] for f in file["findings"]]
    return Tried(mark, "", warnings, result.get("difference", {}))
