"""The opinions received, as the table that loads again."""

from __future__ import annotations

import streamlit as st

from pages._shared import export, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._verification.summary import replies
from reports import opinion
from words import labels


def show(view: View) -> None:
    facts, given = view.snapshot, replies(view)
    if not given:
        st.caption(f"Chưa nhận ý kiến nào về kết quả năm {view.year}.")
        return
    for row in given:
        row["answer_words"] = opinion.answer_words(row)
        notes = [
            f"nhận ngày {labels.date(row['received_on'])}",
            "ngoài thời gian nhận ý kiến" if row["in_window"] is False else "",
            "tự thẩm định" if row["self_verified"] else "",
        ]
        row["note"] = labels.sentence("; ".join(filter(None, notes)))
    frame.table(
        f"y-kien-giai-trinh-{view.year}",
        f"BẢNG TỔNG HỢP Ý KIẾN GIẢI TRÌNH NĂM {view.year}, {facts.office_name} lập",
        view.facts(),
        given,
        [  # the labels are those of the table that loads again with the final scores filled in
            column("unit_name"),
            Column("criterion_code", "Mã tiêu chí"),
            Column("self_points", "Điểm tự chấm", "points"),
            Column("verified_points", "Điểm thẩm định", "points"),
            Column("answer_words", "Ý kiến của đơn vị"),
            Column("reply_text", "Nội dung giải trình", width=320),
            column("evidence", width=200),
            Column("proposed_points", "Điểm đề nghị", "points"),
            Column("final_points", "Điểm sau giải trình", "points"),
            column("note", width=260),
        ],
    )
    office, said = facts.office_name, facts.illustrative_words if facts.illustrative else None
    basis = f"Tính đến {labels.date(facts.as_of)}; mã lần cập nhật {facts.snapshot_id}."
    export.document(
        f"tong-hop-y-kien-{view.year}.docx",
        "Bảng tổng hợp ý kiến (Word)",
        lambda year=view.year: opinion.table_of_replies(given, year, office, basis, said),
    )
