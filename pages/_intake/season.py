"""Before the season of reports: the letter of guidance, the form of every unit, the days counted back from Tết, and whom to
write to."""

from __future__ import annotations

import streamlit as st

from pages._shared import contacts, data, door, export, frame
from pages._shared.tables import Column, column
from reports import guidance
from words import documents, labels

TITLE = "Trước mùa báo cáo: công văn hướng dẫn, biểu mẫu, lịch, danh bạ"
DAYS = [
    column("due_on"),
    column("milestone_name", width=320),
    column("units"),
    Column("tet_text", "Trước ngày nghỉ Tết", width=240),
]


def show(year: int) -> None:
    facts, due = data.snapshot(), data.rows("before_tet", year=year)
    letter = guidance.Guidance(
        year=year, as_of=facts.as_of, office=facts.office_name, body=facts.synthesising_body,
        place=documents.seat(facts.city_name), plan=next(iter(data.rows("plan")), None), due=due,
        contact=data.setting("office_contact") or None,
        illustrative_words=facts.illustrative_words if facts.illustrative else None, signer=facts.office_signer,
    )  # fmt: skip
    st.caption(
        f"Gửi đi từ ngày 10 tháng 12: công văn là dự thảo (số, ngày, người ký để trống), kèm biểu mẫu riêng của từng đơn vị năm {year}."
    )
    with st.container(horizontal=True):
        if export.may_issue(facts.office_ended_on):
            export.document(
                f"cong-van-huong-dan-{year}.docx", "Soạn công văn hướng dẫn (Word)", lambda: guidance.letter(letter)
            )
        if data.rows("frameworks", year=year, block=None):
            st.download_button(
                "Tải biểu mẫu của mọi đơn vị (ZIP)", data=lambda: door.templates(year), file_name=f"bieu_mau_{year}.zip",
                mime=export.DOCUMENTS["zip"], on_click="ignore", key="bieu_mau_moi_don_vi",
            )  # fmt: skip
    for row in due:
        row["tet_text"] = guidance.before_tet(row)
    if due:
        title = f"Các mốc của năm đánh giá {year}, tính lùi từ Tết Nguyên đán"
        frame.table(f"truoc-tet-{year}", title, [("Năm đánh giá", str(year))], due, DAYS, whole=True)
        if due[0]["tet_on"] is None:
            st.caption(f"Danh mục ngày nghỉ chưa có Tết Nguyên đán năm {year + 1}.")
            frame.way_to_table("holidays")
        else:
            st.caption(f"Nghỉ Tết từ ngày {labels.date(due[0]['tet_on'])}.")
    contacts.show("tat-ca")
