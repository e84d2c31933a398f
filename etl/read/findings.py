"""The list of codes with their severities and Vietnamese messages, and how a finding is written."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple

from etl.read.model import Finding
from warehouse.reference_names import sheet as sheet_of

CATALOGUE = Path(__file__).with_name("finding_codes.csv")


class Code(NamedTuple):
    """One line of finding_codes.csv."""

    code: str
    severity: str
    message: str
    description: str
    basis: str = ""  # clause of the plan or article of the framework that the rule enforces


class Level(NamedTuple):
    """How a severity is shown: symbol and word, the word beside a number, the colour of a cell (RGB)."""

    words: str
    count: str
    colour: str


LEVELS = {
    "error": Level("✖ Lỗi", "lỗi", "FFC7CE"),
    "warning": Level("▲ Lưu ý", "lưu ý", "FFEB9C"),
    "info": Level("● Thông tin", "thông tin", "DDEBF7"),
}
_SEVERITIES = list(LEVELS)
_CELL = re.compile(r"([A-Z]+)(\d+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _read_catalogue() -> dict[str, Code]:
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, restval="")
        codes = {row["code"]: Code(**row) for row in rows}
    # `{trang units}` is the sheet of the reference as people call it
    said = re.compile(r"\{trang (\w+)\}")
    return {
        name: code._replace(message=said.sub(lambda m: sheet_of(m[1]), code.message)) for name, code in codes.items()
    }


CODES = _read_catalogue()


def place_of(sheet: str | None, cell: str | None) -> str:
    """Where, in words: `Ô E14, trang "Biểu 1"`."""
    if cell and sheet:
        return f'Ô {cell}, trang "{sheet}"'
    if cell:
        return f"Ô {cell}"
    return f'Trang "{sheet}"' if sheet else "Tệp"


def finding(
    code: str,
    sheet: str | None = None,
    cell: str | None = None,
    found: str | None = None,
    expected: str | None = None,
    **words,
) -> Finding:
    """A finding in the words of the catalogue; the template may use place, found, expected and `words`."""
    entry = CODES[code]
    shown = {key: "" if value is None else shorten(value) for key, value in words.items()}
    message = entry.message.format(
        place=place_of(sheet, cell), found=shorten(found or ""), expected=shorten(expected or ""), **shown
    )
    found = None if found is None else shorten(found)
    return Finding(entry.severity, code, sheet, cell, found, expected, message)


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Errors, warnings, information; within a severity as one reads: what belongs to no cell, then the sheets in the
    order in which they were met, row by row."""
    sheets = {f.sheet: n for n, f in reversed(list(enumerate(findings)))}

    def place(f: Finding) -> tuple:
        hit = _CELL.fullmatch(f.cell or "")
        letters, row = hit.groups() if hit else ("", "0")
        return sheets[f.sheet], int(row), len(letters), letters

    return sorted(findings, key=lambda f: (_SEVERITIES.index(f.severity), place(f)))


def counted(findings: list[Finding], none: str = "không có lỗi hay lưu ý nào") -> str:
    """`2 lỗi, 1 lưu ý`; a severity without a finding is left out; `none` where there is none at all."""
    numbers = {level: sum(f.severity == level for f in findings) for level in LEVELS}
    told = [f"{n} {LEVELS[level].count}" for level, n in numbers.items() if n]
    return ", ".join(told) or none


def plain(value: object) -> str:
    """Text that a workbook and a terminal can hold."""
    return _CONTROL.sub("\ufffd", "" if value is None else str(value))[:32_000]


def shorten(value: object, limit: int = 300) -> str:
    """Text for a message; a hostile file must not fill the journal."""
    text = str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def vietnamese(number: object) -> str:
    """A decimal as it is written in Vietnamese: 86,5."""
    return str(number).replace(".", ",")
