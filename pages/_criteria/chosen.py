"""Which criteria are looked at, and in which order."""

from __future__ import annotations

import streamlit as st

from pages._shared import filters
from words import labels

ORDERS = {"mat_diem": "Mất nhiều điểm nhất", "thap": "Đạt thấp nhất", "nhom": "Theo nhóm tiêu chí"}
ALL = "tat_ca"


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


def chosen_criteria(everything: list[dict]) -> tuple[list[dict], str]:
    """Criteria after the filters of this page, in the order chosen; and which order that is."""
    groups = {c["group_code"]: f"{c['group_code']}. {c['group_name']}" for c in everything}
    present = {c["kind"] for c in everything}
    with st.container(horizontal=True, key="loc_tieu_chi"):
        group = filters.choose(
            st.selectbox,
            "nhom",
            [ALL, *groups],
            ALL,
            label="Nhóm tiêu chí",
            format_func={ALL: "Tất cả các nhóm", **groups}.get,
        )
        kind = filters.choose(
            st.selectbox,
            "loai",
            [ALL, *(k for k in labels.KIND if k in present)],
            ALL,
            label="Loại tiêu chí",
            format_func={ALL: "Tất cả các loại", **labels.KIND}.get,
        )
        order = filters.choose(st.selectbox, "thu_tu", list(ORDERS), "mat_diem", label="Thứ tự", format_func=ORDERS.get)
    keys = {
        "mat_diem": lambda c: (-c["points_lost"], c["position"]),
        "thap": lambda c: (c["median_pct"], c["position"]),
        "nhom": lambda c: c["position"],
    }
    kept = [c for c in everything if group in (ALL, c["group_code"]) and kind in (ALL, c["kind"])]
    return sorted(kept, key=keys[order]), order
