"""Kiến nghị sau công bố: what units object to, and what was answered."""

from __future__ import annotations

import streamlit as st

from pages._publication import register
from pages._shared import data, frame, guard
from pages._shared.filters import View
from pages._shared.press import pressed
from pages._shared.tables import Column, column
from words import labels

NEW = "moi"
COLUMNS = [
    column("unit_name"),
    Column("received_on", "Ngày nhận kiến nghị", "date"),
    Column("content", "Nội dung kiến nghị", width=320),
    Column("criterion_code", "Tiêu chí"),
    column("document_number"),
    column("state_text", width=150),
    Column("answer", "Kết quả giải quyết", width=260),
    Column("answer_document", "Văn bản trả lời"),
]


def show(view: View) -> None:
    rows = data.rows("objections", year=view.year, scope=view.scope)
    for row in rows:
        row["state_text"] = "○ Chưa trả lời" if row["is_open"] else f"● Trả lời ngày {labels.date(row['answered_on'])}"
    if rows:
        st.markdown(f"**{len(rows)}** kiến nghị, **{sum(row['is_open'] for row in rows)}** chưa trả lời.")
        columns = [c for c in COLUMNS if any(row[c.field] for row in rows)]
        name = f"Kiến nghị sau công bố kết quả năm {view.year}"
        frame.table(f"kien-nghi-sau-cong-bo-{view.year}", name, view.facts(), rows, columns, whole=True)
    else:
        st.caption(f"Chưa ghi kiến nghị nào về kết quả năm {view.year}.")
    if guard.may_load() and data.is_own():
        _write(view, rows)
    st.caption("Điểm phải sửa thì lập bảng đính chính và nạp ở trang Tiếp nhận hồ sơ, sau đó chuyển sang giai đoạn Đính chính.")  # fmt: skip


def _write(view: View, rows: list[dict]) -> None:
    """A new objection, or the answer to one that stands in the register."""
    known = {str(n): row for n, row in enumerate(rows)}

    def name(key: str) -> str:
        if key == NEW:
            return "Kiến nghị mới"
        row = known[key]
        return f"{row['unit_name']}, {labels.date(row['received_on'])}: {row['content'][:60]}"

    chosen = st.selectbox("Ghi", [NEW, *known], format_func=name, key=f"kien_nghi_{view.year}")
    # another form once the register has another row, so that what was written is not written again
    with st.form(f"ghi_kien_nghi_{view.year}_{chosen}_{len(rows)}", border=False):
        row = dict(known[chosen]) if chosen in known else _new(view)
        left, middle, right = st.columns(3)
        row["answered_on"] = left.date_input("Ngày trả lời", row.get("answered_on"), format="DD/MM/YYYY")
        row["answer_document"] = (
            middle.text_input("Số văn bản trả lời", row.get("answer_document") or "").strip() or None
        )
        row["answer"] = right.text_input("Kết quả giải quyết", row.get("answer") or "").strip() or None
        if pressed("Ghi vào sổ", f"ghi_kien_nghi_{chosen}", st.form_submit_button):
            if not row["content"]:
                st.error("Cần ghi nội dung kiến nghị.")
            else:
                register.record(view, "objection", [row], "Đã ghi vào sổ kiến nghị sau công bố.")


def _new(view: View) -> dict:
    names = data.unit_names()
    left, middle, right = st.columns(3)
    unit = left.selectbox("Đơn vị", list(names), format_func=names.get)
    received_on = middle.date_input("Ngày nhận", data.now().date(), format="DD/MM/YYYY")
    number = right.text_input("Số văn bản kiến nghị").strip() or None
    content = st.text_area("Nội dung kiến nghị", max_chars=2000).strip()
    return {
        "unit_code": unit,
        "year": view.year,
        "received_on": received_on,
        "document_number": number,
        "content": content,
    }
