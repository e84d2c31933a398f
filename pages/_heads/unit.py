"""One unit: its head beside the collective, and the sheet of both."""

from __future__ import annotations

import streamlit as st

from pages._heads import duties
from pages._shared import data, export, guard
from pages._shared.filters import View
from reports import head_facts, head_sheet
from words import labels


def show(view: View, rows: list[dict], unit: str) -> None:
    heads = [row for row in rows if row["unit_code"] == unit]
    ask, facts = data.asker(), data.rows("snapshot")[0]
    sheet = head_facts.sheet(head_facts.About(data.rows, facts, view.year, unit, heads, view.scope))
    left, right = st.columns(2)
    with left:
        for row, (_, lines) in zip(heads, sheet.heads, strict=True):
            with st.container(border=True):
                name = labels.plain(labels.head(row["position"], row["term_from"]))
                st.markdown(f"**Người đứng đầu: {name}** – {row['capacity_text']}")
                st.markdown(bullets(lines))
    with right, st.container(border=True):
        st.markdown(f"**Tập thể: {labels.plain(sheet.unit)}**")
        st.markdown(bullets(sheet.years) or "Chưa có kết quả.")
        if guard.may_open("unit_profile.py"):
            st.page_link(
                "unit_profile.py",
                label=labels.PAGES["unit_profile.py"][0],
                query_params={"nam": str(view.year), "dv": unit},
            )
    if sheet.apart:
        st.markdown(labels.plain(sheet.apart))
    st.caption(sheet.serves)
    if sheet.sources:
        st.caption(labels.plain(f"Nguồn: {sheet.sources}."))
    duties.show(view, unit, sheet)
    export.document(
        f"phieu-tham-khao-{unit}-{view.year}.docx",
        f"Tải phiếu {'tạm tính ' if view.is_running else ''}của đơn vị này (Word)",
        lambda: head_sheet.docx(ask, sheet),
    )


def bullets(lines: list[str]) -> str:
    return "\n".join(f"- {labels.plain(line)}" for line in lines)
