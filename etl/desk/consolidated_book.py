"""The table of verified scores of one unit as a workbook that loads: what was decided on the page, with the reasons."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter

from words import labels

NOT_APPLICABLE = "Không áp dụng"
NO_CLOCK = dt.datetime(2000, 1, 1)
TOP = 3  # row of the headers
HEADERS = (
    ("Tiêu chí", 60),
    ("Tình trạng minh chứng", 18),
    ("Cách ghi", 18),
    ("Ý kiến gửi muộn", 18),
    ("Lý do, ghi chú", 60),
)


class Decision(NamedTuple):
    """points None: the criterion does not apply to the unit (is_na), or no score was decided. evidence_state, decided_how,
    late_opinion: codes, empty for none."""

    criterion_code: str
    points: Decimal | None
    is_na: bool
    note: str
    evidence_state: str = ""
    decided_how: str = ""
    late_opinion: str = ""


class Act(NamedTuple):
    """One act of verifying, or after the opinion of the unit (is_final). said: who wrote it, where and when, which tells it from another act with the same scores;
    closes: who closes the verification of the unit by it; reopens: why it is opened again."""

    year: int
    unit_name: str
    office: str
    word: str  # of the verification
    said: str
    closes: str = ""
    reopens: str = ""
    is_final: bool = False


def write(act: Act, criteria: Sequence[tuple[str, str]], decided: Sequence[Decision] = ()) -> bytes:
    """criteria: (code, name) of the unit, in order. A criterion about which nothing was decided stays empty, which
    changes nothing."""
    by_code = {decision.criterion_code: decision for decision in decided}
    lines = [("Lần ghi", act.said), ("Chốt điểm", act.closes), ("Mở lại", act.reopens)]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": NO_CLOCK})
        grid = {"border": 1, "valign": "top", "text_wrap": True}
        text, points = book.add_format({**grid, "num_format": "@"}), book.add_format({**grid, "num_format": "General"})
        head, title = book.add_format({**grid, "bold": True}), book.add_format({"bold": True, "font_size": 14})
        sheet = book.add_worksheet("Điểm")
        sheet.write_string(0, 0, act.office.upper())
        sheet.write_string(
            1, 0, f"BẢNG TỔNG HỢP ĐIỂM {'SAU GIẢI TRÌNH' if act.is_final else act.word.upper()} NĂM {act.year}", title
        )
        # the name stands right of the score: left of it the reader would ask it for a code, too
        for column, (header, width) in enumerate((("Mã tiêu chí", 12), (act.unit_name, 24), *HEADERS)):
            sheet.write_string(TOP, column, header, head)
            sheet.set_column(column, column, width)
        for row, (code, name) in enumerate(criteria, TOP + 1):
            decision = by_code.get(code)
            sheet.write_string(row, 0, code, text)
            if decision is not None and decision.points is not None:
                sheet.write_number(row, 1, float(decision.points), points)
            else:
                sheet.write_string(row, 1, NOT_APPLICABLE if decision and decision.is_na else "", text)
            for column, words in enumerate((name, *_beside(decision)), 2):
                sheet.write_string(row, column, words, text)
        for row, (label, words) in enumerate(
            ((label, words) for label, words in lines if words), TOP + len(criteria) + 2
        ):
            sheet.write_string(row, 0, f"{label}: {words}")
        sheet.freeze_panes(TOP + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(TOP)
    return file.getvalue()


def _beside(decision: Decision | None) -> tuple[str, ...]:
    if decision is None:
        return ("",) * (len(HEADERS) - 1)
    return (
        labels.EVIDENCE_STATE.get(decision.evidence_state, ""),
        labels.DECIDED_HOW.get(decision.decided_how, ""),
        labels.LATE_OPINION.get(decision.late_opinion, ""),
        decision.note,
    )
