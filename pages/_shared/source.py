"""Where a figure comes from, on any page: the press beside it opens the rows that it is made of; a row opens its cells (file,
sheet, cell, hash, who, when); a cell opens that piece of the sheet. `nguon` in the address opens the same again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from pages._shared import data, export, score_story, tables
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from reports import score_sheet
from words import labels

KEY = "nguon"  # in the address
OF_FILE = [column("file_name"), Column("hash", "Mã SHA-256"), Column("who", "Người nạp"), Column("loaded", "Nạp lúc")]
UNITS = [
    column("unit_name", width=230),
    column("score_pct"),
    Column("status_text", "Thời hạn"),
    column("class_name"),
    column("basis_text"),
    column("received_on"),
    *OF_FILE,
    column("block_name"),
]
CELLS = [
    column("title", width=280),
    Column("step_text", "Bước"),
    Column("points", "Điểm", "points"),
    column("max_points"),
    Column("counts_text", "Được tính"),
    Column("place", "Trang, ô"),
    column("received_on"),
    *OF_FILE,
]
SHORT = 12  # letters of a hash that are shown; a file of the table has all


@dataclass(frozen=True)
class Source:
    """facts: what the figures are; code: of this one in the address; how: the rule in a sentence; rows and columns: what it is made of; opens: what a
    row leads to."""

    facts: list[tuple[str, str]]
    code: str
    how: str
    rows: Callable[[], list[dict]]
    columns: list[Column]
    opens: Callable[[dict], None] | None = None


def press(figure: dict) -> None:
    """The press under a figure; what it opens is drawn where the address asks for it."""
    source: Source = figure["source"]
    st.button(
        "Nguồn", key=f"_nguon_{source.code}", type="tertiary", icon=":material/account_tree:", on_click=_ask,
        args=(source.code,), help=f"Các dòng tạo nên con số “{figure['label']}”",
    )  # fmt: skip
    if st.query_params.get(KEY) == source.code:
        _dialog(figure)


def _ask(code: str) -> None:
    st.query_params[KEY] = code


def _forget() -> None:
    st.query_params.pop(KEY, None)


@st.dialog("Con số này từ đâu mà có", width="large", on_dismiss=_forget)
def _dialog(figure: dict) -> None:
    source: Source = figure["source"]
    rows = source.rows()
    st.markdown(f"**{labels.plain(figure['label'])}: {labels.plain(figure['value'])}**. {source.how}")
    if not rows:
        st.caption("Không có dòng nào, hoặc chỉ đơn vị đó và Phòng Tư pháp xem được.")
        return
    listed(source.code, figure["label"], source.facts, rows, source.columns, source.opens)


def listed(name: str, title: str, facts, rows: list[dict], columns: list[Column], opens: Callable | None) -> None:
    """A table whose rows may open more below it, and its files."""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.caption(f"{len(rows)} dòng." + (" Chọn một dòng để xem dòng đó lấy từ đâu." if opens else ""))
        with st.popover("Tải về", type="tertiary", icon=":material/download:", key=f"menu_nguon_{name}"):
            whole = [{**row, "hash": row["sha256"]} if "sha256" in row else row for row in rows]
            export.buttons(Table(f"nguon-{name}", title, facts, whole, columns))
    tables.show(rows, columns, f"bang_nguon_{name}", alt=title, opens=opens)


def units(
    view: View,
    code: str,
    how: str,
    where: Callable[[dict], bool],
    *,
    year: int | None = None,
    scores: dict[str, float] | None = None,
) -> Source:
    """The units of a year that a figure counts. year: another than that of the view; scores: unit → percent of a part."""
    of_year = year or view.year

    def rows() -> list[dict]:
        found = data.rows("source_units", year=of_year, block=view.block, scope=view.scope)
        if not view.shows_others_of(of_year):
            st.caption(labels.not_published(of_year))
        shown = [row for row in found if where(row)]
        for row in shown:
            _of_file(row)
            row["status_text"] = labels.status(row, view.snapshot.as_of)
            row["basis_text"] = labels.basis(row["score_basis"], view.snapshot.verification_word)
            if scores is not None:
                row["score_pct"] = scores.get(row["unit_code"])
        return shown

    return Source(view.facts(), code, how, rows, UNITS, lambda row: _cells_of(view, of_year, row))


def middle(view: View, code: str, year: int) -> Source:
    """The results of which a median is the middle."""
    how = "Trung vị: xếp các kết quả dưới đây từ thấp đến cao, lấy kết quả ở giữa."
    return units(view, code, how, lambda row: row["score_pct"] is not None, year=year)


def scores(view: View, code: str, how: str, criterion: str | None = None, kind: str | None = None) -> Source:
    """The scores of a criterion, or of all criteria of a kind, that are counted."""

    def rows() -> list[dict]:
        found = _cells(view, view.year, block=view.block, criterion=criterion, kind=kind)
        return [row for row in found if row["counts"]]

    columns = [column("unit_name", width=200), *[c for c in CELLS if c.field != "counts_text"], column("block_name")]
    return Source(view.facts(), code, how, rows, columns, _piece)


def survey(view: View, code: str, indicator: str) -> Source:
    """The units whose people answered, then the exports."""

    def rows() -> list[dict]:
        found = data.rows("survey_units", year=view.year, indicator=indicator, block=view.block, scope=view.scope)
        for row in found:
            row["share_pct"] = None if row["share"] is None else 100 * row["share"]
            row["n_text"] = labels.NONE if row["suppressed"] else labels.number(row["n"], 0)
        return found

    how = "Gộp mọi câu trả lời của các đơn vị dưới đây; đơn vị quá ít phiếu không hiển thị. Phiếu của từng người không mở được."
    columns = [column("unit_name", width=230), column("n_text"), column("share_pct"), column("block_name")]
    return Source(view.facts(), code, how, rows, columns, lambda row: _exports(view, row))


def _exports(view: View, row: dict) -> None:
    files = [_of_file(file) for file in data.rows("survey_sources", year=view.year, scope=view.scope)]
    st.markdown(f"{labels.plain(row['unit_name'])}: các tệp khảo sát năm {view.year} mà số này được tính từ đó")
    if files:
        st.html(tables.html(files, OF_FILE, "Tệp khảo sát"))
    else:
        st.caption("Tệp khảo sát do Phòng Tư pháp giữ.")


def _cells(view: View, year: int, *, unit=None, criterion=None, kind=None, block=None) -> list[dict]:
    found = data.rows(
        "source_cells", year=year, unit=unit, criterion=criterion, kind=kind, block=block, scope=view.scope
    )
    steps = {1: "Tự chấm", 2: labels.sentence(view.snapshot.verification_word), 3: "Sau giải trình"}
    for row in found:
        _of_file(row)
        row["title"] = f"{row['criterion_code']} {row['criterion_name']}"
        row["step_text"] = steps[row["step"]]
        row["counts_text"] = "có" if row["counts"] else "không"
        row["place"] = f"{row['sheet']}, ô {row['cell']}"
    return found


def _cells_of(view: View, year: int, row: dict) -> None:
    """The cells of one unit."""
    name = labels.plain(row["unit_name"])
    cells = _cells(view, year, unit=row["unit_code"])
    if not cells:
        st.caption(f"{name}: chưa có điểm, hoặc chỉ đơn vị đó và Phòng Tư pháp xem được ô gốc.")
        return
    st.markdown(f"**{name}, năm {year}**: mọi ô có điểm")
    title = f"Ô gốc của {row['unit_name']}, năm {year}"
    listed(f"{row['unit_code']}-{year}", title, view.facts(), cells, CELLS, _piece)


def _piece(row: dict) -> None:
    """The piece of the sheet around a cell."""
    place = f"{row['file_name']}, trang “{row['sheet']}”, ô {row['cell']}"
    st.markdown(f"**{labels.plain(place)}**")
    if said := score_sheet.handed(row, "cell"):
        st.caption(labels.plain(said))
    if not row["cell_is_extract"]:  # else the sheet is in the file that stayed with the other office
        score_story.show_piece(row["sha256"], row["sheet"], row["cell"], place)


def _of_file(row: dict) -> dict:
    """The words of a file: the beginning of its hash, when it was loaded."""
    row["hash"] = (row["sha256"] or "")[:SHORT] or None
    row["loaded"] = data.moment(row["loaded_at"]) if row["loaded_at"] else None
    return row
