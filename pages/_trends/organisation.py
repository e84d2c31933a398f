"""Of which units the figures are."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, filters
from pages._shared.filters import View
from words import labels

REPORTED = "bao_cao"
REARRANGED = "sap_xep"
ORGANISATION = {REPORTED: "Theo đơn vị tại thời điểm báo cáo", REARRANGED: "Theo đơn vị sau sắp xếp"}


def organisation() -> str:
    """Which units the figures are of; no choice where no unit was ever merged or split."""
    if not data.rows("has_rearranged")[0]["combined"]:
        return REPORTED
    return filters.choose(
        st.segmented_control,
        "sx",
        list(ORGANISATION),
        REPORTED,
        label="Đơn vị",
        format_func=ORGANISATION.get,
        required=True,
        label_visibility="collapsed",
    )


def facts(view: View, rearranged: bool) -> list[tuple[str, str]]:
    """Without the year and its basis: the figures are of all years."""
    kept = [fact for fact in view.facts() if fact[0] in ("Khối", "Tính đến", "Mã lần cập nhật", "Lưu ý")]
    return [*kept, ("Đơn vị", ORGANISATION[REARRANGED if rearranged else REPORTED])]


def place_of(view: View) -> str:
    return labels.sentence(view.everywhere) if view.block is None else view.block_name
