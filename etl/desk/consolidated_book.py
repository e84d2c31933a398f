"""The table of verified scores of one unit as a workbook that loads: what was decided on the page, with the reasons."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter

NOT_APPLICABLE = "Không áp dụng"
NO_CLOCK = dt.datetime(2000, 1, 1)


class Decision(NamedTuple):
    """points None: the criterion does not apply to the unit."""

    criterion_code: str
    criterion_name: str
    points: Decimal | None
    note: str


def write(year: int, unit_name: str, office: str, word: str, said: str, criteria: Sequence[tuple[str, str]], decided: Sequence[Decision]) -> bytes:  # fmt: skip
    """word: of the verification; said: who wrote it and when; criteria: (code, name) of the unit, in order. A criterion
    about which nothing was decided stays empty, which changes nothing."""
    by_code = {decision.criterion_code: decision for decision in decided}
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": NO_CLOCK})
        grid = {"border": 1, "valign": "top", "text_wrap": True}
        text, points = book.add_format({**grid, "num_format": "@"}), book.add_format({**grid, "num_format": "General"})
        head, title = book.add_format({**grid, "bold": True}), book.add_format({"bold": True, "font_size": 14})
        sheet = book.add_worksheet("Điểm")
        sheet.write_string(0, 0, office.upper())
        sheet.write_string(1, 0, f"BẢNG TỔNG HỢP ĐIỂM {word.upper()} NĂM {year}", title)
        for column, (header, width) in enumerate((("Mã tiêu chí", 12), (unit_name, 24), ("Tiêu chí", 60), ("Ghi chú", 60))):  # fmt: skip
            sheet.write_string(3, column, header, head)
            sheet.set_column(column, column, width)
        # the name stands right of the score: left of it the reader would ask it for a code, too
        for row, (code, name) in enumerate(criteria, 4):
            decision = by_code.get(code)
            sheet.write_string(row, 0, code, text)
            if decision is None:
                sheet.write_blank(row, 1, None, points)
            elif decision.points is None:
                sheet.write_string(row, 1, NOT_APPLICABLE, text)
            else:
                sheet.write_number(row, 1, float(decision.points), points)
            sheet.write_string(row, 2, name, text)
            sheet.write_string(row, 3, decision.note if decision else "", text)
        sheet.write_string(len(criteria) + 5, 0, said)
        sheet.freeze_panes(4, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
    return file.getvalue()
