"""The page of who verifies the units that were given to them: those, and nothing of others."""

from __future__ import annotations

import streamlit as st

from pages._shared import frame, guard
from pages._shared.filters import View
from pages._verification import entry, queue
from warehouse.reference_names import sheet
from words import labels


def show(view: View) -> None:
    rows, word = queue.rows(view), view.snapshot.verification_word
    if not rows:
        frame.answer(
            f"Năm {view.year} chưa có đơn vị nào đã gửi báo cáo được phân công cho {labels.plain(guard.person())}."
        )
        st.info(f"{view.snapshot.office_name} phân công ở {sheet('verifiers')}. Chọn năm hoặc khối khác.")
        return
    left = sum(row["criteria_applicable"] - row["criteria_done"] for row in rows)
    frame.answer(f"Năm {view.year}: được phân công **{len(rows)}** đơn vị, còn **{left}** tiêu chí chưa {word}.")
    if not entry.show(view):
        queue.show(view)
