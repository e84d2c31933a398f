"""An intake register that is kept elsewhere, pasted from Excel: what each column means is chosen once and kept as rows of the
layouts; then the table is checked like a file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import streamlit as st

from etl.desk import headers, typed_book
from etl.read.text import label_key
from pages._intake import draft, register
from pages._intake.upload import Intake
from pages._shared import data, door, frame
from pages._shared.press import pressed
from warehouse.store import Warehouse
from words import labels

TITLE = "Dán sổ tiếp nhận từ Excel"
KIND, DOCUMENT, KEY = "intake_register", "dan-so", "dan_so_tiep_nhan"
NEEDED = ("unit", "received_on")
MOST_COLUMNS = 20


def show(intake: Intake, year: int) -> None:
    folder = data.folder()
    st.session_state.setdefault(KEY, draft.read(DOCUMENT, str(year)).get("text", ""))
    text = st.text_area(
        "Chép bảng trong Excel, kèm dòng tiêu đề cột, rồi dán vào đây", key=KEY, height=140, on_change=_typed,
        args=(folder, year), placeholder="Nơi gửi → Ngày đến → Số, ký hiệu → …",
    )  # fmt: skip
    rows = table(text)
    if len(rows) < 2:
        return
    meanings = _meanings(rows, headers.known(Warehouse(folder), KIND))
    if not pressed("Kiểm tra bảng này", "kiem_tra_so_dan", type="primary"):
        return
    if missing := [headers.fields(KIND)[field] for field in NEEDED if field not in meanings.values()]:
        st.warning(f"Chưa cột nào là {', '.join(missing)}.")
        return
    if problem := _explain(rows[0], meanings, headers.known(Warehouse(folder), KIND)):
        st.error(labels.plain(problem))
        return
    file = io.BytesIO(book(year, rows, meanings))
    file.name = f"so_tiep_nhan_{year}_dan_tu_Excel.xlsx"
    intake.keep([file], None)
    frame.with_progress("Đang kiểm tra bảng đã dán…", intake.check)
    draft.forget(folder, DOCUMENT, str(year))
    st.rerun()  # the verdict stands above, where that of files does


def _typed(folder: Path, year: int) -> None:
    """Pasted: runs before the page is drawn anew."""
    text = st.session_state[KEY]
    draft.keep(folder, DOCUMENT, str(year), {"text": text} if text.strip() else {})


def table(text: str) -> list[list[str]]:
    """The cells of what Excel puts on the clipboard, every line as long as the header."""
    lines = [[" ".join(cell.split()) for cell in line] for line in csv.reader(io.StringIO(text), delimiter="\t")]
    lines = [line for line in lines if any(line)]
    width = min(len(lines[0]), MOST_COLUMNS) if lines else 0
    return [(line + [""] * width)[:width] for line in lines]


def _meanings(rows: list[list[str]], known: dict[str, str]) -> dict[int, str]:
    """Place of a column → its field, as chosen; what the layouts know is chosen already."""
    named, found = headers.fields(KIND), {}
    with st.container(horizontal=True):
        for place, header in enumerate(rows[0]):
            choices = list(named)
            preset = known.get(label_key(header))
            chosen = st.selectbox(
                f"Cột “{labels.plain(header)}”, ví dụ {labels.plain(rows[1][place]) or labels.NONE}", choices,
                choices.index(preset) if preset in choices else None, format_func=named.get, placeholder="Không dùng",
                key=f"cot_dan_{place}_{header}", width=250,
            )  # fmt: skip
            if header and chosen not in (None, headers.IGNORED):
                found[place] = chosen
    return found


def _explain(header: list[str], meanings: dict[int, str], known: dict[str, str]) -> str:
    """Keeps what the layouts did not know; what went wrong."""
    new = {header[place]: field for place, field in meanings.items() if known.get(label_key(header[place])) != field}
    if not new:
        return ""
    done, problem = door.confirm_headers(KIND, new)
    refused = [f["message"] for file in (done or {"files": []})["files"] if file["kind"] == "reference"
               for f in file["findings"] if f["severity"] == "error"]  # fmt: skip
    return problem or " ".join(refused)


def book(year: int, rows: list[list[str]], meanings: dict[int, str]) -> bytes:
    """The pasted columns that mean something; year and what was received where no column says them."""
    what = {row["milestone_code"]: row["milestone_name"] for row in data.rows("milestones")}
    added = [] if "year" in meanings.values() else [(register.YEAR, year)]
    added += [] if "milestone" in meanings.values() else [(register.WHAT, what.get("self_assessment"))]
    header = [rows[0][place] for place in meanings] + [name for name, _ in added]
    lines = [[line[place] for place in meanings] + [value for _, value in added] for line in rows[1:]]
    return typed_book.register(lines, register.said(), header)
