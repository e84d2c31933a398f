"""The verification of a unit as a whole: closed by a person, opened again with a reason. Both are acts that stand in the
journal; what is loaded as a table counts whether a unit is closed or not."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages._shared import guard
from pages._shared.filters import View
from pages._shared.press import pressed
from pages._verification import recording
from words import labels


def close(view: View, unit: dict, rows: list[dict]) -> None:
    word = view.snapshot.verification_word
    if unit["act"] == "reopened":
        st.caption(labels.plain(f"Mở lại ngày {labels.date(unit['act_on'])}: {unit['act_words']}."))
    if pressed(f"Chốt điểm {word} của đơn vị", "chot_don_vi"):
        _record(view, unit, rows, f"Đã chốt điểm {word} của {labels.plain(unit['unit_name'])}.", closes=guard.person())
    st.caption("Chốt rồi thì không nhập thêm trên trang này; muốn sửa phải mở lại, có lý do.")


def reopen(view: View, unit: dict, rows: list[dict]) -> None:
    st.info(
        labels.plain(
            f"{unit['act_words']} đã chốt điểm của đơn vị này ngày {labels.date(unit['act_on'])}; không nhập thêm được."
        )
    )
    reason = st.text_input("Lý do mở lại", max_chars=500, width=520, key="ly_do_mo_lai").strip()
    if pressed("Mở lại", "mo_lai_don_vi"):
        if not reason:
            st.error("Chưa ghi lý do mở lại.")
        else:
            _record(view, unit, rows, f"Đã mở lại {labels.plain(unit['unit_name'])}.", reopens=reason)


def _record(view: View, unit: dict, rows: list[dict], done: str, **act: Any) -> None:
    problem = recording.record(view, unit, rows, [], view.snapshot.as_of, **act)
    if problem:
        st.error(labels.plain(problem))
        return
    st.session_state[recording.SAID] = done
    st.rerun()
