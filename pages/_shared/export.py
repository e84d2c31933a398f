"""Downloads of exactly what a section shows, with filters, basis and snapshot; the same bytes for the same snapshot."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from functools import cache

import streamlit as st
import xlsxwriter

from etl.read.text import folded
from pages._shared import tables
from pages._shared.press import pressed
from pages._shared.tables import Column
from words import documents, labels, rounding

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def xlsx(title: str, facts: list[tuple[str, str]], rows: list[dict], columns: list[Column]) -> bytes:
    """A workbook: what it is, then the table. Text stays text, whatever it starts with."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})  # no clock: equal bytes
    sheet = book.add_worksheet("Số liệu")
    bold, head = (book.add_format({"bold": True}), book.add_format({"bold": True, "text_wrap": True, "bottom": 1}))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    # a format for each way in which a number is shown, however many cells have it
    form = cache(lambda code: book.add_format({"num_format": code, "valign": "top"}))
    sheet.write_string(0, 0, title, bold)
    for number, (name, value) in enumerate(facts, start=1):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, value)
    top = len(facts) + 2
    for position, column in enumerate(columns):
        sheet.write_string(top, position, column.label, head)
        sheet.set_column(position, position, 34 if position == 0 else 24 if column.kind == "text" else 13)
        for offset, row in enumerate(rows, start=1):
            value = row[column.field]
            if value is None:
                sheet.write_string(top + offset, position, labels.NONE)
            elif column.kind == "date":
                sheet.write_datetime(top + offset, position, dt.datetime.combine(value, dt.time()), form("dd/mm/yyyy"))
            elif column.kind == "text":
                sheet.write_string(top + offset, position, str(value), wrap)
            else:
                shown = rounding.excel_format(value, tables.text(row, column))
                sheet.write_number(top + offset, position, value, form(shown))
    sheet.freeze_panes(top + 1, 1)
    if rows:
        sheet.autofilter(top, 0, top + len(rows), len(columns) - 1)
    book.close()
    return file.getvalue()


def _safe(text: str) -> str:
    """Text that no program takes for a formula."""
    return "'" + text if text.startswith(DANGEROUS) else text


def _cell(row: dict, column: Column) -> str:
    if column.kind == "integer" and row[column.field] is not None:
        return str(row[column.field])  # a count without its dot: other programs take that for a decimal point
    said = tables.text(row, column)
    return _safe(said) if column.kind == "text" else said


def csv_bytes(title: str, facts: list[tuple[str, str]], rows: list[dict], columns: list[Column]) -> bytes:
    """UTF-8 with BOM, semicolon, decimal comma: what Excel with Vietnamese settings opens by a double click."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerows([[title], *([name, _safe(value)] for name, value in facts), []])
    writer.writerow([column.label for column in columns])
    writer.writerows([_cell(row, column) for column in columns] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def buttons(table: tables.Table) -> None:
    """A button per kind of file, for a menu; the file is made only when one is pressed."""
    for label, suffix, mime, make in (
        ("Tải bảng này (Excel)", "xlsx", DOCUMENTS["xlsx"], xlsx),
        ("Tải CSV", "csv", "text/csv", csv_bytes),
    ):
        st.download_button(
            label,
            data=lambda make=make: make(table.title, table.facts, table.rows, table.columns),
            file_name=f"{table.name}.{suffix}",
            mime=mime,
            on_click="ignore",
            key=f"tai_{table.name}_{suffix}",
            type="tertiary",
            icon=":material/download:",
        )


DOCUMENTS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def in_file_name(name: str) -> str:
    """A Vietnamese name as it stands in the name of a file: `bao-cao-tu-danh-gia`; its code would be English."""
    return folded(name).replace(" ", "-")


def document(name: str, label: str, make: Callable[[], bytes] | bytes) -> None:
    """A button for a document; where `make` is a function, it is made only when the button is pressed. `name` ends in
    its kind: `phieu-2025.docx`."""
    st.download_button(
        label,
        data=make if callable(make) else lambda: make,  # a file is known by who pressed (downloads.py)
        file_name=name,
        mime=DOCUMENTS[name.rsplit(".", 1)[1]],
        on_click="ignore",
        key=f"tai_{name}",
        icon=":material/description:",
    )


def may_issue(ended_on: dt.date | None) -> bool:
    """Whether who issues a letter was there on the day of its figures; where not, what to do is said instead of the buttons.
    ended_on: its last day, of the question `snapshot`."""
    if said := documents.issuer_ended(ended_on):
        st.error(said)
    return not said


def slow_document(
    name: str, start: str, label: str, of: tuple, make: Callable[[Callable[[int, int], None]], bytes | None]
) -> None:
    """A button that makes a document with its progress shown, then one that gives it, as long as `of` stays: what the
    document is made of. One is kept at a time: they are large."""
    if pressed(start, f"tao_{name}", icon=":material/folder_zip:"):
        bar = st.progress(0.0, "Đang tạo…")
        made = make(lambda done, count: bar.progress(done / count, f"Đang tạo {done}/{count}…"))
        bar.empty()
        st.session_state["_da_tao"] = (name, of, made)
    *which, made = st.session_state.get("_da_tao") or (None, None, None)
    if which == [name, of] and made is not None:
        document(name, label, made)


PICTURES = {"png": ("Tải hình (PNG)", "image/png"), "svg": ("Tải hình (SVG)", "image/svg+xml")}


def pictures(key: str, figure: Callable[[], dict], draw: dict[str, Callable[[dict], bytes]]) -> None:
    """A button per kind of picture of a chart, for its menu; the picture is drawn only when one is pressed."""
    name = key.removeprefix("bieu_do_").replace("_", "-")
    for suffix, (label, mime) in PICTURES.items():
        st.download_button(
            label,
            data=lambda suffix=suffix: draw[suffix](figure()),
            file_name=f"bieu-do-{name}.{suffix}",
            mime=mime,
            on_click="ignore",
            key=f"hinh_{key}_{suffix}",
            type="tertiary",
            icon=":material/image:",
        )
