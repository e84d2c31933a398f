"""A second opinion on workbooks that calamine cannot open: old BIFF through xlrd, odd OOXML through openpyxl.

Slow, so only after the first reader has failed.
"""

from __future__ import annotations

import io
from typing import Any

from etl.read.cell_facts import Facts, is_percent_format, xls_facts
from etl.read.recognise import BadFile
from etl.read.text_tables import TextSheet, squared

MOST_CELLS = 4_000_000


def read(ext: str, data: bytes) -> list[TextSheet]:
    """Sheets with what their cells hide. Raises password_protected; any other exception means that this reader
    cannot open the file either."""
    sheets = _READERS[ext](data)
    if not sheets:  # openpyxl finds no sheet in what it does not understand, without an error
        raise ValueError("no sheet")
    return sheets


def _xls(data: bytes) -> list[TextSheet]:
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.biffh.XLRDError as error:
        if "encrypted" in str(error):
            raise BadFile("password_protected") from None
        raise
    except NotImplementedError:  # xlrd's own word: it knows no formats of cells before Excel 5
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
    return [_xls_sheet(book, sheet) for sheet in book.sheets()]


def _xls_sheet(book, sheet) -> TextSheet:
    import xlrd

    rows = []
    for r in range(sheet.nrows):
        rows.append([])
        for cell in sheet.row(r):
            value: Any = cell.value
            if cell.ctype == xlrd.XL_CELL_ERROR:
                value = ""
            elif cell.ctype == xlrd.XL_CELL_DATE:
                value = xlrd.xldate_as_datetime(value, book.datemode)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(value)
            rows[-1].append(value)
    # without formats nothing tells 85 % from 0.85
    known = xls_facts(book, sheet) if book.formatting_info else None
    return TextSheet(sheet.name, squared(rows), bool(sheet.visibility), known)


def _xlsx(data: bytes) -> list[TextSheet]:
    from openpyxl import load_workbook

    shown = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    written = load_workbook(io.BytesIO(data), keep_links=False)
    return [_xlsx_sheet(sheet, written[sheet.title]) for sheet in shown.worksheets]


def _xlsx_sheet(sheet, written) -> TextSheet:
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        size = f"{sheet.max_row} × {sheet.max_column}"
        raise BadFile("absurd_dimensions", size, sheet_name=sheet.title)
    facts = Facts()
    rows: list[list] = [[""] * sheet.max_column for _ in range(sheet.max_row)]
    for line in sheet.iter_rows():
        for cell in line:
            place = (cell.row - 1, cell.column - 1)
            value: Any = cell.value
            if cell.data_type == "e":
                facts.trouble[place] = "error_cell"
                value = None
            elif value is None and written.cell(cell.row, cell.column).data_type == "f":
                facts.trouble[place] = "formula_without_value"
            elif type(value) is int or type(value) is float:
                value = float(value)
                if is_percent_format(cell.number_format or ""):
                    facts.percent.add(place)
            rows[place[0]][place[1]] = "" if value is None else value
    return TextSheet(sheet.title, rows, sheet.sheet_state != "visible", facts)


_READERS = {"xls": _xls, "xlsx": _xlsx, "xlsm": _xlsx}
EXTENSIONS = frozenset(_READERS)
