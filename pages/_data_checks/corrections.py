"""Corrections of scores: typed here as lines that name a document, shown first, recorded through the door like a table of
corrections; below them those that were made."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import streamlit as st

from etl.desk import typed_book
from pages._intake import draft, todo, tried
from pages._shared import data, door, frame, grid, guard, tables
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._verification.checks import exact, number
from words import labels

TITLE = "Đính chính điểm"
DOCUMENT, NAME, SAID = "dinh-chinh", "dinh_chinh", "_da_dinh_chinh"
UNIT, CRITERION, KIND, NEW, WHY = "Đơn vị", "Tiêu chí", "Loại điểm", "Điểm đúng", "Lý do"
FACTS = {
    "number": "Số, ký hiệu văn bản đính chính",
    "day": "Ngày quyết định (ngày/tháng/năm)",
    "decided_by": "Người quyết định",
}
NOT_SCORED, NOT_APPLICABLE = "Chưa chấm", "Không áp dụng"
WORDS: dict[str, str] = {"chưa chấm": NOT_SCORED, "không áp dụng": NOT_APPLICABLE}
LINES = [
    column("unit_name", width=220),
    Column("criterion", CRITERION, width=240),
    Column("kind", KIND),
    Column("old", "Đang ghi"),
    Column("new", "Sửa thành"),
    Column("why", WHY, width=260),
]
MADE = [
    column("unit_name", width=200),
    Column("what", "Tiêu chí, loại điểm", width=220),
    Column("before", "Từ"),
    Column("after", "Thành"),
    Column("state", "Tình trạng"),
    Column("reason", WHY, width=240),
    column("document_number"),
    Column("decided_on", "Ngày quyết định", "date"),
    Column("decided_by", "Người quyết định"),
    Column("loaded", "Người nạp, lúc", width=170),
]
STATE = {"applied": "Đang áp dụng", "outdated": "Không còn áp dụng: số liệu đã đổi"}


def show(view: View) -> None:
    """The lines to be made, where the figures are the office's own; then those that were made."""
    if words := st.session_state.pop(SAID, None):
        st.success(words)
    if data.is_own():
        _make(view)
    _made(view)


def kinds(view: View) -> dict[str, str]:
    """Code of a kind of score → its words, which the reader of a table of corrections knows."""
    return {
        "self": "Điểm tự chấm",
        "verified": f"Điểm {view.snapshot.verification_word}",
        "final": "Điểm sau giải trình",
    }


def _make(view: View) -> None:
    place, folder = str(view.year), data.folder()
    for by in draft.others(DOCUMENT, place):
        st.warning(f"{labels.plain(by)} cũng đang lập đính chính năm {view.year}.")
    kept = draft.read(DOCUMENT, place)
    name = f"_{NAME}_{view.year}"
    window = st.session_state.setdefault(name, grid.Window(kept.get("rows", [])))
    key = window.key(name, kept.get("rows", []))
    facts = draft.boxes(FACTS, key, folder, DOCUMENT, place, kept)
    units = {one: code for code, one in data.unit_names().items()}
    criteria = {f"{row['criterion_code']} {row['criterion_name']}": row["criterion_code"] for row in data.rows("criteria_of_year", year=view.year)}  # fmt: skip
    typed = _typed_lines(view, key, window, place, folder, list(units), list(criteria))
    if not typed:
        return
    lines = described(view, typed, units, criteria)
    st.html(tables.html(lines, LINES, "Đính chính chưa ghi nhận"))
    wrong = problems(view.year, lines, facts)
    if wrong:
        st.warning("Chưa ghi nhận được:  \n" + "  \n".join(labels.plain(one) for one in wrong))
    book = (
        typed_book.corrections(rows(view.year, lines, facts), view.snapshot.office_name, _said()) if not wrong else b""
    )
    press = tried.buttons(NAME, [typed, facts], lambda: book, bool(wrong), "Bỏ các dòng này")
    if press.drops:
        _drop(folder, place)
        st.rerun()
    if press.tried:
        tried.answer(press.tried, "Giá trị cũ còn đúng, giá trị mới hợp lệ; ghi nhận được.")
    if press.records:
        _record(view, book, len(lines))


def _typed_lines(view: View, key: str, window: grid.Window, place: str, folder: Path, units: list[str], criteria: list[str]) -> list[dict]:  # fmt: skip
    """One line per score that is wrong."""
    st.data_editor(
        pd.DataFrame(window.filled, columns=[UNIT, CRITERION, KIND, NEW, WHY], dtype="object"),
        key=key, hide_index=True, num_rows="dynamic", alt=f"{TITLE}, năm {view.year}", placeholder="",
        on_change=_typed, args=(key, window, place, folder),
        column_config={
            UNIT: st.column_config.SelectboxColumn(options=units, width=220),
            CRITERION: st.column_config.SelectboxColumn(options=criteria, width=280),
            KIND: st.column_config.SelectboxColumn(options=[*kinds(view).values()], width=150),
            NEW: st.column_config.TextColumn(width=110, max_chars=20),
            WHY: st.column_config.TextColumn(width=280, max_chars=300),
        },
    )  # fmt: skip
    st.caption(
        "Mỗi dòng một điểm sai. Điểm đúng là số, “Chưa chấm” hoặc “Không áp dụng”. Điểm đang ghi lấy từ số liệu hiện tại; có người sửa "
        "trước thì phải xem lại. Gõ đến đâu giữ đến đó."
    )
    return [row for row in window.rows(key) if any(row.values())]


def _typed(key: str, window: grid.Window, place: str, folder: Path) -> None:
    """Something was entered: runs before the page is drawn anew."""
    lines = window.rows(key)
    if draft.keep(folder, DOCUMENT, place, draft.read(DOCUMENT, place) | {"rows": lines}):
        window.shown = lines


def described(view: View, typed: list[dict], units: dict[str, str], criteria: dict[str, str]) -> list[dict]:
    """The lines with the score that is in force; old None: there is nothing like that in the form of the unit."""
    codes = tuple(sorted({units[row[UNIT]] for row in typed if row.get(UNIT) in units}))
    known = {
        (row["unit_code"], row["criterion_code"], row["score_type"]): row
        for row in (data.rows("correctable", year=view.year, units=codes) if codes else ())
    }
    of_words = {words: code for code, words in kinds(view).items()}
    lines = []
    for row in typed:
        code = criteria.get(row.get(CRITERION) or "")
        found = known.get((units.get(row.get(UNIT) or ""), code, of_words.get(row.get(KIND) or "")))
        new = (row.get(NEW) or "").strip()
        lines.append({
            "unit_name": row.get(UNIT), "criterion": row.get(CRITERION), "code": code, "kind": row.get(KIND),
            "old": said(found["points"], found["not_applicable"]) if found else None,
            "new": WORDS.get(new.casefold(), new), "why": (row.get(WHY) or "").strip(),
        })  # fmt: skip
    return lines


def said(points: float | None, not_applicable: bool) -> str:
    """A score in the words of the table of corrections."""
    return NOT_APPLICABLE if not_applicable else NOT_SCORED if points is None else exact(points)


def problems(year: int, lines: list[dict], facts: dict[str, str]) -> list[str]:
    """What is missing before the door can be asked."""
    found = [f"Ghi {words.lower()}." for field, words in FACTS.items() if not facts[field]]
    if facts["day"] and draft.day_of(facts["day"]) is None:
        found.append(f"Ngày quyết định “{facts['day']}” không đúng, ví dụ 03/02/{year + 1}.")
    for at, line in enumerate(lines, 1):
        if not (line["unit_name"] and line["criterion"] and line["kind"]):
            found.append(f"Dòng {at}: chọn đơn vị, tiêu chí và loại điểm.")
        elif line["old"] is None:
            found.append(f"Dòng {at}: biểu của đơn vị này năm {year} không có tiêu chí {line['code']}.")
        if not line["new"] or not line["why"]:
            found.append(f"Dòng {at}: ghi điểm đúng và lý do.")
        elif line["new"] not in WORDS.values() and number(line["new"]) is None:
            found.append(f"Dòng {at}: “{line['new']}” không phải là số điểm.")
    return found


def rows(year: int, lines: list[dict], facts: dict[str, str]) -> list[tuple]:
    """As typed_book.CORRECTIONS has them."""

    def value(text: str) -> Decimal | str | None:
        return text if text in WORDS.values() else number(text)

    day = draft.day_of(facts["day"])
    return [
        (line["unit_name"], year, line["code"], line["kind"], value(line["old"]), value(line["new"]), line["why"],
         facts["decided_by"], day, facts["number"])
        for line in lines
    ]  # fmt: skip


def _said() -> str:
    return f"Lập ở trang Kiểm tra số liệu, {guard.person()}"


def _record(view: View, book: bytes, count: int) -> None:
    with st.spinner("Đang ghi nhận và tính lại số liệu…"):
        done, wrong = door.record(f"dinh_chinh_{view.year}_{data.now():%Y%m%d_%H%M%S}.xlsx", book, data.now().date())
    waits = bool(done) and todo.waits(done)
    if not waits and (wrong or not done):
        st.error(f"Chưa ghi nhận được, các dòng còn nguyên. {labels.plain(wrong)}")
        return
    _drop(data.folder(), str(view.year))
    st.session_state[SAID] = (
        f"Đã lưu {count} đính chính của năm {view.year}, chưa có hiệu lực. {labels.plain(wrong)}"
        if waits
        else f"Đã ghi nhận {count} đính chính của năm {view.year}. Ghi nhầm thì rút lần nhập này ở trang Tiếp nhận hồ sơ."
    )
    st.rerun()


def _drop(folder: Path, place: str) -> None:
    tried.forget(NAME)
    draft.forget(folder, DOCUMENT, place)


def _made(view: View) -> None:
    """What was corrected, whoever brought it in and however."""
    found = data.rows("corrections", year=view.year, block=view.block, scope=view.scope)
    words = kinds(view)
    for row in found:
        row["what"] = f"{row['criterion_code']}, {labels.inside(words[row['score_type']])}"
        row["before"] = said(row["old_points"], row["old_not_applicable"])
        row["after"] = said(row["new_points"], row["new_not_applicable"])
        row["state"] = STATE[row["status"]]
        row["loaded"] = f"{row['loaded_by']}, {data.moment(row['loaded_at'])}"
    if not found:
        st.caption(f"Năm {view.year} chưa có đính chính nào.")
        return
    frame.table("dinh-chinh-diem", f"{TITLE}, năm {view.year}", view.facts(), found, MADE, whole=True)
