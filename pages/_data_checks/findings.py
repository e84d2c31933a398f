"""Errors and notes in the files, the gravest first or of one level."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, filters, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels

FINDINGS = [column("unit_name", width=170), Column("level", "Mức"), column("message", width=640), column("file_name")]
EVERY = "tat_ca"


def show(view: View) -> None:
    findings = data.rows("findings", year=view.year, block=view.block)
    for row in findings:
        row["level"] = labels.LEVEL[row["severity"]]
    st.header("Lỗi và lưu ý", anchor=False)
    if findings:
        level = filters.choose(
            st.segmented_control, "muc", [EVERY, *labels.LEVEL], EVERY, label="Mức",
            format_func={EVERY: "Tất cả", **labels.LEVEL}.get, required=True,
        )  # fmt: skip
        shown = [row for row in findings if level in (EVERY, row["severity"])]
        frame.table("kiem-tra-loi", f"Lỗi và lưu ý, năm {view.year}", view.facts(), shown, FINDINGS)
    else:
        st.caption("Không có lỗi hay lưu ý nào.")
