"""The list of codes with their severities and Vietnamese messages, and how a finding is written."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from etl.model import Finding

CATALOGUE = Path(__file__).with_name("finding_codes.csv")


class Code(NamedTuple):
    """One line of finding_codes.csv."""

    code: str
    severity: str
    message: str
    description: str


def _read_catalogue() -> dict[str, Code]:
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: Code(**row) for row in csv.DictReader(lines)}


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
        place=place_of(sheet, cell),
        found=shorten(found or ""),
        expected=shorten(expected or ""),
        **shown,
    )
    found = None if found is None else shorten(found)
    return Finding(entry.severity, code, sheet, cell, found, expected, message)


def shorten(value: object, limit: int = 300) -> str:
    """Text for a message; a hostile file must not fill the journal."""
    text = str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def vietnamese(number: object) -> str:
    """A decimal as it is written in Vietnamese: 86,5."""
    return str(number).replace(".", ",")
