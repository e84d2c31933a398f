"""Phiếu xác nhận: the sheets of facts that units confirm before anything is concluded from them; sent and returned."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from pages._publication import register
from pages._shared import data, export, frame
from pages._shared.filters import View
from pages._shared.press import pressed
from pages._shared.tables import Column, column
from reports import confirmation
from words import labels

DAYS = 5  # working days to return a sheet, as a proposal
COLUMNS = [
    column("unit_name"),
    column("state_text", width=220),
    Column("sent_on", "Ngày gửi phiếu", "date"),
    Column("due_on", "Hạn trả lại phiếu", "date"),
    Column("returned_on", "Ngày nhận lại", "date"),
    Column("content", "Ý kiến của đơn vị", width=320),
]


def state(row: dict) -> str:
    if row["sent_on"] is None:
        return "○ Chưa gửi phiếu"
    if row["returned_on"]:
        return "● Đã nhận lại"
    return "▲ Hết hạn, chưa nhận lại" if row["is_closed"] else "◐ Đã gửi, chờ nhận lại"


def show(view: View) -> None:
    rows = data.rows("confirmations", year=view.year)
    for row in rows:
        row["state_text"] = state(row)
    sent = [row for row in rows if row["sent_on"]]
    back = sum(row["returned_on"] is not None for row in sent)
    st.markdown(f"Đã gửi **{len(sent)}/{len(rows)}** đơn vị, nhận lại **{back}**.")
    if sent:
        frame.table(f"phieu-xac-nhan-{view.year}", f"Phiếu xác nhận năm {view.year}", view.facts(), sent, COLUMNS)
    days = data.rows("working_day_after", days=DAYS)
    until = st.date_input("Hạn trả lại phiếu", days[0]["day"] if days else view.snapshot.as_of, format="DD/MM/YYYY", width=200, key="han_phieu")  # fmt: skip
    ask, year = data.asker(), view.year

    def made(progress) -> bytes:
        found = [row | {"year": year} for row in ask("results", year=year, block=None, unit=None)]
        return confirmation.to_each(ask, found, until, progress)

    if export.may_issue(view.snapshot.office_ended_on):
        export.slow_document(
            f"phieu-xac-nhan-{year}.zip", f"Tạo phiếu xác nhận của {len(rows)} đơn vị", "Tải phiếu xác nhận (ZIP)",
            (view.snapshot.snapshot_id, year, until), made,
        )  # fmt: skip
    if data.is_own():
        _sent(view, [row for row in rows if row["sent_on"] is None], until)
        _returned(view, [row for row in sent if row["returned_on"] is None])


def _sent(view: View, rows: list[dict], until: dt.date) -> None:
    names = {row["unit_code"]: row["unit_name"] for row in rows}
    if not names:
        return
    with st.form(f"gui_phieu_{view.year}", border=False):
        chosen = st.multiselect(
            f"Đã gửi phiếu đến (để trống: cả {len(names)} đơn vị chưa gửi)", list(names), format_func=names.get
        )
        sent_on = st.date_input("Ngày gửi phiếu", data.now().date(), format="DD/MM/YYYY", width=200)
        if pressed("Ghi đã gửi phiếu", "ghi_gui_phieu", st.form_submit_button):
            entries = [
                {"unit_code": u, "year": view.year, "sent_on": sent_on, "due_on": until} for u in chosen or names
            ]
            register.record(view, "confirmation", entries, f"Đã ghi: gửi phiếu xác nhận đến {len(entries)} đơn vị.")


def _returned(view: View, rows: list[dict]) -> None:
    known = {row["unit_code"]: row for row in rows}
    if not known:
        return
    # another form once a sheet is back, so that what one unit said is not recorded of the next
    with st.form(f"nhan_phieu_{view.year}_{len(known)}", border=False):
        unit = st.selectbox("Nhận lại phiếu của", list(known), format_func=lambda code: known[code]["unit_name"])
        back_on = st.date_input("Ngày nhận lại", data.now().date(), format="DD/MM/YYYY", width=200)
        said = st.text_area("Ý kiến của đơn vị (để trống: xác nhận đúng)", max_chars=2000).strip() or None
        if pressed("Ghi đã nhận lại phiếu", "ghi_nhan_phieu", st.form_submit_button):
            row = {name: known[unit][name] for name in ("unit_code", "year", "sent_on", "due_on")}
            name = labels.plain(known[unit]["unit_name"])
            register.record(view, "confirmation", [row | {"returned_on": back_on, "content": said}], f"Đã ghi phiếu nhận lại của {name}.")  # fmt: skip
