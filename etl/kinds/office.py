"""What cells of tables by hand say: a criterion, a score, an answer, and who issued the table."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from etl.read import values
from etl.read.cell_facts import SHOWN_ERROR
from etl.read.text import label_key, normalise_key
from etl.read.workbook import Sheet
from etl.reference.context import Context, Framework

ADDRESSED_TO = "kính gửi"  # a line that names the office as the receiver
_DOCUMENT = re.compile(r"\bsố\s*:?\s*\d|\d\s*/\s*\w", re.IGNORECASE)


def is_issued(sheet: Sheet, top: int, last: int, context: Context) -> bool:
    """Whether the lines above row `top` or below row `last` say that the office issued the table."""
    office = normalise_key(context.setting("office_name", "Phòng Tư pháp"))
    outside = [*sheet.rows[:top], *sheet.rows[last + 1 :]]
    lines = (normalise_key(cell) for row in outside for cell in row if type(cell) is str and cell)
    return any(office in line and not line.startswith(ADDRESSED_TO) for line in lines)


def labelled(sheet: Sheet, width: int, labels: tuple[str, ...]) -> list[tuple[str, str]]:
    """(words, address) of the cells of the first `width` columns that begin with one of the labels and a colon."""
    return [
        (cell.partition(":")[2].strip(), sheet.address(r, c))
        for r, row in enumerate(sheet.rows)
        for c, cell in enumerate(row[:width])
        if type(cell) is str and ":" in cell and label_key(cell.partition(":")[0]) in labels
    ]


class Named(NamedTuple):
    """The criterion that cells name, or what is wrong with them."""

    code: str | None
    problem: str | None = None
    found: str | None = None
    expected: str | None = None


def criterion(framework: Framework, raw, name="") -> Named:
    """The criterion of a cell with its code or name, and of a second cell with its name; never by similarity."""
    coded = _criterion(framework, raw)
    named = framework.code_of_name.get(label_key(name)) if type(name) is str and name else None
    if coded and named and coded != named:
        return Named(None, "criterion_conflict", coded, named)
    if coded or named:
        return Named(coded or named)
    shown = " ".join(values.as_received(cell) for cell in (raw, name) if cell != "")
    return Named(None, "unknown_criterion", shown, framework.framework_name)


def _criterion(framework: Framework, raw) -> str | None:
    if type(raw) is str:
        key = label_key(raw)
        return framework.code_of_key.get(key) or framework.code_of_name.get(key)
    codes = framework.codes_of_number.get(values.number(raw), []) if raw != "" else []
    return codes[0] if len(codes) == 1 else None


class Score(NamedTuple):
    """A cell with a score: as received, canonical decimal, "không áp dụng"; or what is wrong with it."""

    text: str | None
    value: str | None = None
    not_applicable: bool = False
    problem: str | None = None


def no_score(cell) -> tuple[str, str]:
    """Finding code of a cell that is no number where a score must be, and what to show of it."""
    text = values.as_received(cell) or ""
    if isinstance(cell, date):
        return "score_became_date", f"{cell.day}/{cell.month}"
    return "error_cell" if SHOWN_ERROR.fullmatch(text) else "not_a_number", text


def score(sheet: Sheet, row: int, column: int, kind: str, context: Context) -> Score:
    """The score of a cell; no value and no problem: not scored."""
    cell = sheet.rows[row][column]
    if cell == "":
        trouble = sheet.trouble(row, column)
        return Score(None, problem=trouble if trouble != "cannot_tell_empty" else None)
    text = values.as_received(cell)
    key = label_key(cell) if type(cell) is str else text
    if key in context.words(kind, "not_applicable"):
        return Score(text, not_applicable=True)
    if key == "" or key in context.words(kind, "blank"):
        return Score(text)
    number = values.number(cell)
    if number is None:
        problem, text = no_score(cell)
        return Score(text, problem=problem)
    if type(cell) is float and sheet.percent_formats(column).get(row):
        return Score(f"{values.times_100(number)}%", problem="score_as_percent")
    return Score(text, number)


def names_document(text: str | None) -> bool:
    """Whether words name a document: by its number (`số 05`, `05/BB-TP`) or its day."""
    return bool(_DOCUMENT.search(text or ""))


def answer(cell, context: Context) -> str | None:
    """agree, disagree or None of a cell with the unit's answer."""
    words = context.headers.get("answer", {})
    return words.get(label_key(cell)) if type(cell) is str else None


def text_of(cell) -> str | None:
    """Free text of a cell; None for a blank."""
    text = values.as_received(cell)
    return (text.strip() or None) if text else None
