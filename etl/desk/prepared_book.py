"""The scores of several units as one workbook that is filled in Excel and loaded again: a sheet per unit, what is known of each
criterion locked, its verified score, the state of its evidence and the reason open. The door reads it like any other table of
verified scores; a cell that stays empty changes nothing."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter

from etl.desk.consolidated_book import NO_CLOCK, NOT_APPLICABLE
from words import labels

TOP = 4  # row of the headers
FIRST = ("Mã tiêu chí", "Tiêu chí")
OPEN = ("Tình trạng minh chứng", "Lý do, ghi chú")
# not called as in a form of a unit, for which it would be taken
SELF = "Điểm đơn vị đã tự chấm"
LOCKED = (SELF, "Điểm tối đa", "Tỷ lệ đạt (%)", "Điểm năm trước", "Điểm đang dùng", "Tài liệu kiểm chứng", "Lưu ý")
WIDTHS = (11, 46, 15, 16, 40, 10, 10, 10, 14, 14, 30, 40)
SCORE = 2  # column of the verified scores, under the name of the unit
HOW = (
    "Ghi điểm vào cột mang tên đơn vị (số, hoặc “Không áp dụng”); ô để trống là chưa chấm, không xóa điểm cũ. Chỉ các ô nền vàng mở để ghi. "
    "Ghi xong, nạp tệp này ở trang Tiếp nhận hồ sơ."
)


class Line(NamedTuple):
    """A criterion of a unit as the verifier sees it. last, in_force, remarks: in words, empty for none."""

    criterion_code: str
    criterion_name: str
    low: Decimal
    high: Decimal
    self_points: float | None
    self_na: bool
    reported_pct: float | None
    last: str
    in_force: str
    evidence: str
    remarks: str
    may_be_na: bool


class Issue(NamedTuple):
    """Of which year, by whom; said: who had it made and when, which tells it from another with the same scores; notice: that
    the figures are invented, empty where they are not."""

    year: int
    office: str
    word: str  # of the verification
    said: str
    notice: str


def write(issue: Issue, units: Iterable[tuple[str, str, Sequence[Line]]]) -> bytes:
    """units: (code, name, lines) in order."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": NO_CLOCK})
        grid = {"border": 1, "valign": "top", "text_wrap": True}
        style = {
            "text": book.add_format({**grid, "num_format": "@"}), "number": book.add_format(grid),
            "open": book.add_format({**grid, "locked": False, "bg_color": "#FFF8DC"}),
            "head": book.add_format({**grid, "bold": True, "bg_color": "#DCE6F1"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
        }  # fmt: skip
        for code, name, lines in units:
            _sheet(book.add_worksheet(code), style, issue, name, lines)
    return file.getvalue()


def _sheet(sheet, style: dict, issue: Issue, name: str, lines: Sequence[Line]) -> None:
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.write_string(0, 0, issue.office.upper())
    sheet.write_string(1, 0, f"BẢNG TỔNG HỢP ĐIỂM {issue.word.upper()} NĂM {issue.year}", style["title"])
    sheet.write_string(2, 0, HOW)
    if issue.notice:
        sheet.write_string(3, 0, issue.notice)
    for column, (header, width) in enumerate(zip((*FIRST, name, *OPEN, *LOCKED), WIDTHS, strict=True)):
        sheet.write_string(TOP, column, header, style["head"])
        sheet.set_column(column, column, width)
    for row, line in enumerate(lines, TOP + 1):
        _line(sheet, style, row, line)
    sheet.write_string(TOP + len(lines) + 2, 0, f"Lần ghi: {issue.said}")
    sheet.freeze_panes(TOP + 1, SCORE + 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TOP)


def _line(sheet, style: dict, row: int, line: Line) -> None:
    sheet.write_string(row, 0, line.criterion_code, style["text"])
    sheet.write_string(row, 1, line.criterion_name, style["text"])
    for column in range(SCORE, SCORE + 1 + len(OPEN)):
        sheet.write_blank(row, column, None, style["open"])
    known = (
        NOT_APPLICABLE if line.self_na else line.self_points, float(line.high), line.reported_pct, line.last, line.in_force,
        line.evidence, line.remarks,
    )  # fmt: skip
    for column, value in enumerate(known, SCORE + 1 + len(OPEN)):
        if isinstance(value, float):
            sheet.write_number(row, column, value, style["number"])
        else:
            sheet.write_string(row, column, value or "", style["text"])
    _rules(sheet, row, line)


def _rules(sheet, row: int, line: Line) -> None:
    """What may be written into the open cells. Reasons are offered, others may be written."""
    cell, low, high = f"C{row + 1}", f"{line.low:f}", f"{line.high:f}"
    number = f"AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high})"
    sheet.data_validation(row, SCORE, row, SCORE, {
        "validate": "custom", "value": f'=OR({number},{cell}="{NOT_APPLICABLE}")' if line.may_be_na else f"={number}",
        "error_message": f"Ghi số từ {low} đến {high}" + (f", hoặc {NOT_APPLICABLE}." if line.may_be_na else "."),
    })  # fmt: skip
    sheet.data_validation(
        row, SCORE + 1, row, SCORE + 1, {"validate": "list", "source": list(labels.EVIDENCE_STATE.values())}
    )
    sheet.data_validation(
        row, SCORE + 2, row, SCORE + 2, {"validate": "list", "source": list(labels.REASONS), "show_error": False}
    )
