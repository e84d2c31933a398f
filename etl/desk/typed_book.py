"""What was typed on a page as workbooks that load: lines of the intake register, the form of a unit and its opinion on paper,
corrections."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter

from etl.desk.template import identify

NO_CLOCK = dt.datetime(2000, 1, 1)
REGISTER = ("Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Số, ký hiệu", "Tên tệp", "Ngày nhận bản ký",
            "Tổng điểm bản ký", "Hình thức gửi")  # fmt: skip
FORM = ("TT", "Tiêu chí", "Điểm tối đa", "Tỷ lệ đạt (%)", "Điểm tự chấm")
CORRECTIONS = ("Đơn vị", "Năm đánh giá", "Mã tiêu chí", "Loại điểm", "Giá trị cũ", "Giá trị mới", "Lý do",
               "Người quyết định", "Ngày quyết định", "Số, ký hiệu")  # fmt: skip
REPLY = ("TT", "Tiêu chí", "Ý kiến của đơn vị", "Nội dung giải trình", "Minh chứng bổ sung", "Điểm đề nghị")
WIDTH = 22


def register(rows: Sequence[Sequence], said: str, header: Sequence[str] = REGISTER) -> bytes:
    """Lines as in the header; said: who typed them and when."""
    file, book = _opened()
    with book:
        _table(book, "Sổ tiếp nhận", ["SỔ TIẾP NHẬN"], header, rows, said)
    return file.getvalue()


def form(unit_code: str, unit_name: str, year: int, framework_code: str, rows: Sequence[Sequence], said: str) -> bytes:
    """The form of a unit as it stands on paper; rows as in FORM."""
    file, book = _opened()
    with book:
        top = [
            f"BIỂU TỰ CHẤM ĐIỂM HIỆU QUẢ CÔNG TÁC PBGDPL NĂM {year}",
            f"Đơn vị: {unit_name}",
            f"Năm đánh giá: {year}",
        ]
        _table(book, "Tự chấm điểm", top, FORM, rows, said)
        identify(book, unit_code, year, framework_code, None)
    return file.getvalue()


def corrections(rows: Sequence[Sequence], office: str, said: str) -> bytes:
    """Corrections that the office issues; rows as in CORRECTIONS."""
    file, book = _opened()
    with book:
        _table(book, "Đính chính", [office.upper(), "BẢNG ĐÍNH CHÍNH ĐIỂM"], CORRECTIONS, rows, said)
    return file.getvalue()


def reply(unit_name: str, year: int, rows: Sequence[Sequence], said: str) -> bytes:
    """The opinion of a unit as it stands on paper; rows as in REPLY."""
    file, book = _opened()
    with book:
        top = ["PHIẾU GIẢI TRÌNH", f"Đơn vị: {unit_name}", f"Năm đánh giá: {year}"]
        _table(book, "Giải trình", top, REPLY, rows, said)
    return file.getvalue()


def _opened() -> tuple[io.BytesIO, xlsxwriter.Workbook]:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": NO_CLOCK})
    return file, book


def _table(book, name: str, top: Sequence[str], header: Sequence[str], rows: Sequence[Sequence], said: str) -> None:
    """What was typed stays what it is: a number a number, a day a day, the rest text, which the door judges."""
    sheet = book.add_worksheet(name)
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd/mm/yyyy"})
    bold = book.add_format({"bold": True})
    for row, line in enumerate(top):
        sheet.write_string(row, 0, line, None if row else bold)
    first = len(top) + 1
    for column, words in enumerate(header):
        sheet.write_string(first, column, words, bold)
        sheet.set_column(column, column, 60 if words == "Tiêu chí" else WIDTH)
    for row, values in enumerate(rows, first + 1):
        for column, value in enumerate(values):
            if isinstance(value, dt.date):
                sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), day)
            elif isinstance(value, int | float | Decimal):
                sheet.write_number(row, column, float(value))
            elif value:
                sheet.write_string(row, column, value, text)
    sheet.write_string(first + len(rows) + 2, 0, said)
