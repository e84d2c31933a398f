"""What the report is about: kind, period, place, and the parts it has."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, filters
from pages._shared.filters import View
from reports import documents
from reports.draft import Subject
from words import labels

WHOLE = "tat_ca"  # no single unit


def chosen(view: View) -> Subject:
    """Kind, period and place. A report of one year is of the year and the block of the filters."""
    left, right = st.columns(2)
    with left:
        kind = filters.choose(
            st.selectbox, "loai", list(documents.KINDS), "so-ket", label="Loại báo cáo",
            format_func=lambda kind: documents.KINDS[kind].name,
        )  # fmt: skip
    names = {row["unit_code"]: row["unit_name"] for row in data.rows("units", block=view.block)}
    with right:
        unit = WHOLE
        if not documents.KINDS[kind].is_yearly:
            unit = filters.choose(
                st.selectbox, "don_vi", [WHOLE, *names], WHOLE, label="Phạm vi",
                format_func=lambda code: names.get(code, labels.sentence(view.everywhere)),
            )  # fmt: skip
        else:
            st.selectbox("Phạm vi", [labels.sentence(view.everywhere)], disabled=True, key="pham_vi_nam", help="Đổi năm và khối ở bộ lọc.")  # fmt: skip
    first, last = (view.year, view.year) if documents.KINDS[kind].is_yearly else _period()
    if unit != WHOLE:
        return Subject(kind, first, last, unit=unit)
    return Subject(kind, first, last, view.block)


def _period() -> tuple[int, int]:
    """2022–2025 where there are these years; else what there is."""
    years = [row["year"] for row in data.rows("years")]
    known = [year for year in years if 2022 <= year <= 2025] or years
    span = st.select_slider(
        "Giai đoạn", years, (known[0], known[-1]), key="giai_doan", width=420
    ) if len(years) > 1 else (years[0], years[0])  # fmt: skip
    return span[0], span[1]


def parts(subject: Subject) -> list[str]:
    """The parts that are wanted, in their order."""
    every = documents.draft(data.rows, subject).parts()
    with st.expander(f"Các phần của báo cáo ({len(every)})", key="gap_cac_phan"):
        return st.multiselect(
            "Bỏ phần không dùng; chọn lại để đổi thứ tự", list(every), list(every), format_func=every.get,
            key=f"cac_phan_{subject.kind}", placeholder="Chọn phần", select_all=False,
        )  # fmt: skip
