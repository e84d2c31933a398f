"""The letters that ask units for their opinion."""

from __future__ import annotations

import streamlit as st

from pages._shared import contacts, data, export
from pages._shared.filters import View
from pages._verification.summary import units
from reports import opinion
from warehouse.reference_names import sheet
from words import labels


def show(view: View) -> None:
    """The letter with the expected result, three working days to answer unless the reference says other days."""
    facts, word, as_of = view.snapshot, view.snapshot.verification_word, view.snapshot.as_of
    verified = [row for row in units(view) if row["score_basis"] == "verified"]
    windows = data.rows("reply_window", year=view.year)
    window = next((row for row in windows if row["unit_code"] is None), None)
    for row in windows:
        whose = f", riêng {labels.plain(row['unit_name'])}" if row["unit_code"] else ""
        st.markdown(
            f"Thời gian nhận ý kiến{whose}: từ {labels.date(row['opens_on'])} đến {labels.before(row['closes_on'])}"
            + (" – đã hết." if row["closes_on"] < as_of else ".")
        )
    if not verified:
        st.caption(f"Chưa có đơn vị nào được {word} đủ để lấy ý kiến.")
        return
    if not export.may_issue(facts.office_ended_on):
        return
    third = data.rows("working_day_after", days=opinion.WORKING_DAYS)
    proposed = window["closes_on"] if window and window["closes_on"] >= as_of else third[0]["day"] if third else as_of  # fmt: skip
    until = st.date_input(
        "Nhận ý kiến đến hết ngày", proposed, min_value=as_of, format="DD/MM/YYYY", width=220,
        help=f"{opinion.WORKING_DAYS} ngày làm việc sau ngày của bản số liệu, hoặc theo {sheet('reply_windows')}",
    )  # fmt: skip
    is_usual = bool(third) and until == third[0]["day"]
    request = opinion.asked(data.rows, view.year, verified, until, as_of=as_of, is_usual=is_usual)
    ask, year, block = data.asker(), view.year, view.block
    with st.container(horizontal=True):
        export.document(
            f"lay-y-kien-{year}.docx", f"Công văn lấy ý kiến ({len(verified)} đơn vị)", lambda: opinion.letter(request)
        )
        export.document(
            f"lay-y-kien-tung-don-vi-{year}.zip",
            "Từng công văn kèm phiếu ý kiến (ZIP)",
            lambda: opinion.letters_to_each(request, ask("verified_criteria", year=year, block=block), lambda *_: None),
        )
    contacts.show("lay-y-kien", {row["unit_code"] for row in verified})
    st.caption("Phiếu ý kiến trong từng công văn là biểu mẫu phần mềm đọc được: đơn vị ghi rồi gửi lại, nạp ở trang Tiếp nhận hồ sơ.")  # fmt: skip
