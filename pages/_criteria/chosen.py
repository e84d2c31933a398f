"""Which criteria are looked at, and in which order."""

from __future__ import annotations

import streamlit as st

from pages._shared import filters
from words import labels

ORDERS = {"mat_diem": "Mất nhiều điểm nhất", "thap": "Đạt thấp nhất", "nhom": "Theo nhóm tiêu chí"}
ORDER_KEYS = {
    "mat_diem": lambda c: (-c["points_lost"], c["position"]),
    "thap": lambda c: (c["median_pct"], c["position"]),
    "nhom": lambda c: c["position"],
}
ALL = "tat_ca"
GROUP = "nhom"  # in the address


def in_words(row: dict) -> dict:
    row["title"] = f"{row['criterion_code']} {row['criterion_name']}"
    row["kind_text"] = labels.KIND.get(row["kind"], row["kind"])
    row["scored_text"] = f"{row['scored_units']}/{row['applicable_units']}"
    row["half"] = (
        f"{labels.percent(row['lower_quartile'], row['bounds'])}–{labels.percent(row['upper_quartile'], row['bounds'])}"
    )
    return row


def short(text: str, limit: int = 62) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(",;") + "…"


def named(row: dict, limit: int = 56) -> str:
    """`Tỷ lệ văn bản mới được phổ biến trong 30 ngày (D1)`: readers know names, not codes."""
    return f"{short(row['criterion_name'], limit)} ({row['criterion_code']})"


def chosen_criteria(everything: list[dict]) -> list[dict]:
    """Criteria after the filters of this page, the costliest first."""
    groups = {c["group_code"]: f"{c['group_code']}. {c['group_name']}" for c in everything}
    present = {c["kind"] for c in everything}
    with st.container(horizontal=True, key="loc_tieu_chi"):
        group = filters.choose(
            st.selectbox,
            GROUP,
            [ALL, *groups],
            ALL,
            label="Nhóm tiêu chí",
            format_func={ALL: "Tất cả các nhóm", **groups}.get,
            label_visibility="collapsed",
        )
        kind = filters.choose(
            st.selectbox,
            "loai",
            [ALL, *(k for k in labels.KIND if k in present)],
            ALL,
            label="Loại tiêu chí",
            format_func={ALL: "Tất cả các loại", **labels.KIND}.get,
            label_visibility="collapsed",
        )
    kept = [c for c in everything if group in (ALL, c["group_code"]) and kind in (ALL, c["kind"])]
    return sorted(kept, key=ORDER_KEYS["mat_diem"])


def ordered(criteria: list[dict]) -> list[dict]:
    """In the order that the reader chooses."""
    order = filters.choose(st.selectbox, "thu_tu", list(ORDERS), "mat_diem", label="Thứ tự", format_func=ORDERS.get)
    return sorted(criteria, key=ORDER_KEYS[order])


def clicked(chart: str, mark: str | None) -> str | None:
    """A click that this run is the first to see; an older one must not win over a later choice in the lists."""
    key = f"_clicked_{chart}"
    is_new = mark is not None and mark != st.session_state.get(key)
    st.session_state[key] = mark
    return mark if is_new else None
