"""The intake register: what came, typed as lines of a table. A line says that something was received, whether or not there is
a file of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import streamlit as st

from etl.desk import typed_book
from etl.run import second
from pages._intake import draft
from pages._shared import data, door, frame, grid, guard
from pages._shared.press import pressed
from pages._shared.tables import Column, column
from words import labels

TITLE = "Sổ tiếp nhận: ghi một dòng, hoặc chỉ ghi đã nhận"
DOCUMENT = "so-tiep-nhan"
WAYS = ["Bản mềm", "Bản giấy có chữ ký", "Bản ký số", "Trực tiếp"]
UNIT, WHAT, CAME, NUMBER, SIGNED, TOTAL, WAY = (
    "Đơn vị", "Nội dung", "Ngày đến", "Số, ký hiệu", "Ngày nhận bản ký", "Tổng điểm bản ký", "Hình thức",
)  # fmt: skip
YEAR = "Năm đánh giá"
DAYS = (CAME, SIGNED)
NOTED = [
    column("unit_name"), column("milestone_name"), Column("received_on", CAME, "date"), column("document_number"),
    Column("signed_on", SIGNED, "date"), Column("signed_total", TOTAL, "points"), column("file_name"),
]  # fmt: skip
SAID = "_da_ghi_so"


def show(year: int) -> None:
    if said := st.session_state.pop(SAID, None):
        st.success(said)
    for by in draft.others(DOCUMENT, str(year)):
        st.warning(f"{labels.plain(by)} cũng đang ghi sổ năm {year}.")
    units = {row["unit_name"]: row["unit_code"] for row in data.rows("units", block=None)}
    what = {row["milestone_code"]: row["milestone_name"] for row in data.rows("milestones")}
    rows = lines_typed(year, list(units), what)
    if pressed("Ghi vào sổ", "ghi_so_tiep_nhan", type="primary"):
        _record(year, rows)
    noted = data.rows("register_rows", year=year)
    if noted:
        frame.table("dong-da-ghi", f"Sổ tiếp nhận, năm {year}", [], noted, NOTED, folded=f"Đã ghi: {len(noted)} dòng")


def lines_typed(year: int, units: list[str], what: dict[str, str]) -> list[dict]:
    """The lines that are typed. What is the same in most lines stands there already."""
    name = f"_so_tiep_nhan_{year}"
    kept = draft.read(DOCUMENT, str(year)).get("rows", [])
    window = st.session_state.setdefault(name, grid.Window(kept))
    key = window.key(name, kept)
    today, folder = data.snapshot().as_of, data.folder()
    st.data_editor(
        _frame(window.filled), key=key, hide_index=True, num_rows="dynamic", alt=f"Sổ tiếp nhận, năm {year}",
        on_change=_typed, args=(key, window, year, folder), placeholder="",
        column_config={
            UNIT: st.column_config.SelectboxColumn(options=units, width=230),
            WHAT: st.column_config.SelectboxColumn(options=[*what.values()], default=what.get("self_assessment"), width=200),
            CAME: st.column_config.DateColumn(format="DD/MM/YYYY", default=today, width=110),
            NUMBER: st.column_config.TextColumn(width=120, max_chars=60),
            SIGNED: st.column_config.DateColumn(format="DD/MM/YYYY", width=130),
            TOTAL: st.column_config.TextColumn(width=120, max_chars=12),
            WAY: st.column_config.SelectboxColumn(options=WAYS, width=150),
        },
    )  # fmt: skip
    st.caption(
        "Bấm dấu + hoặc dòng trống để thêm dòng, gõ vài chữ để chọn đơn vị. Bản giấy: ghi Ngày nhận bản ký, và tổng điểm trên bản ký "
        "để đối chiếu với bản mềm. Gõ đến đâu giữ đến đó; chỉ tính sau khi bấm Ghi vào sổ."
    )
    return window.rows(key)


def _frame(rows: list[dict]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=[UNIT, WHAT, CAME, NUMBER, SIGNED, TOTAL, WAY], dtype="object")
    for name in DAYS:
        table[name] = pd.to_datetime(table[name]).dt.date
    return table


def _typed(key: str, window: grid.Window, year: int, folder: Path) -> None:
    """Something was entered: runs before the page is drawn anew."""
    rows = window.rows(key)
    if draft.keep(folder, DOCUMENT, str(year), {"rows": rows} if rows else {}):
        window.shown = rows


def problem(rows: list[dict]) -> str:
    """Why the lines cannot be recorded; empty where they can."""
    if not rows:
        return "Chưa có dòng nào."
    for number, row in enumerate(rows, 1):
        if not row.get(UNIT) or not row.get(WHAT):
            return f"Dòng {number}: chọn đơn vị và nội dung."
        if not (row.get(CAME) or row.get(SIGNED)):
            return f"Dòng {number}: ghi ngày đến hoặc ngày nhận bản ký."
    return ""


def lines(year: int, rows: list[dict]) -> list[tuple]:
    """As typed_book.REGISTER has them."""

    def day(text) -> dt.date | None:
        return dt.date.fromisoformat(str(text)[:10]) if text else None

    return [
        (row[UNIT], year, row[WHAT], day(row.get(CAME)), row.get(NUMBER), None, day(row.get(SIGNED)), row.get(TOTAL), row.get(WAY))
        for row in rows
    ]  # fmt: skip


def said() -> str:
    """Who typed it and when, for the workbook."""
    return f"Nhập ở trang Tiếp nhận hồ sơ, {guard.person()}, {data.moment(data.now().isoformat())}"


def _record(year: int, rows: list[dict]) -> None:
    if wrong := problem(rows):
        st.warning(wrong)
        return
    own = data.unit_names().get(data.snapshot().office_unit_code)
    told = []
    # a line about the office itself may have to wait for a second person: the others do not wait with it
    for part in ([row for row in rows if row[UNIT] != own], [row for row in rows if row[UNIT] == own]):
        if part:
            done, wrong = _load(year, part, len(told))
            if wrong and not _waits(done):
                left = part if told else rows
                draft.keep(data.folder(), DOCUMENT, str(year), {"rows": left})
                st.error(f"Chưa ghi được, {len(left)} dòng còn nguyên. {labels.plain(wrong)}")
                return
            told.append(wrong or f"Đã ghi {len(part)} dòng vào sổ. Ghi nhầm thì rút ở mục “Các lần nhập trước”.")
    draft.forget(data.folder(), DOCUMENT, str(year))
    st.session_state[SAID] = labels.plain(" ".join(told))
    st.rerun()


def _load(year: int, rows: list[dict], number: int) -> tuple[dict | None, str]:
    """number: of the file among those of one press."""
    book = typed_book.register(lines(year, rows), said())
    name = f"so_tiep_nhan_{year}_{data.now():%Y%m%d_%H%M%S}{f'_{number + 1}' if number else ''}.xlsx"
    with st.spinner("Đang ghi sổ và tính lại số liệu…"):
        done, wrong = door.record(name, book, data.now().date())
    return done, wrong or ("" if done else "Việc này bị dừng giữa chừng.")


def _waits(done: dict | None) -> bool:
    """Whether nothing is wrong but that a second person has to agree."""
    codes = {
        f["code"] for file in (done or {"files": []})["files"] for f in file["findings"] if f["severity"] == "error"
    }
    return codes == {second.CODE}
