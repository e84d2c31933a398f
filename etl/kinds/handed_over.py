"""A part of a file of the office that handed its work over: the rows about some units, as they were read there, with the
sheets and cells of the whole file. The whole file names other units too, so it stays where it is."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import NamedTuple

from etl.read.findings import finding
from etl.read.model import ParsedFile
from etl.read.workbook import Document, Sheet
from etl.reference.context import Context
from warehouse import kinds, records

FACTS = "Bàn giao"  # the sheet that says what the rows were taken from
TITLE = "TRÍCH HỒ SƠ BÀN GIAO"
TAKEN = "handover_extract"


class Extract(NamedTuple):
    """What a part says of its whole file; the lines of the first sheet, in order."""

    kind: str
    unit_code: str | None
    year: str | None
    framework_code: str | None
    assessment_code: str | None
    file_name: str
    sha256: str
    office: str


LABELS = (
    "Loại hồ sơ", "Mã đơn vị", "Năm", "Mã bộ tiêu chí", "Mã đợt đánh giá", "Tệp gốc", "SHA-256 tệp gốc", "Bên giao"
)  # fmt: skip


def is_one(document: Document) -> bool:
    first = document.sheets[0] if document.sheets else None
    return bool(first and first.name == FACTS and first.rows and first.rows[0] and first.rows[0][0] == TITLE)


def parse(document: Document, context: Context) -> ParsedFile:
    """The rows, typed as their tables are; an error where the file is not as it was written."""
    try:
        extract = _facts(document.sheets[0])
        allowed = {table for kind in kinds.catalogue().values() for table in kind.tables} - {"raw.survey_file"}
        year = int(extract.year) if extract.year else None
        is_named = extract.kind in kinds.catalogue() and {sheet.name for sheet in document.sheets[1:]} <= allowed
        rows = {sheet.name: _rows(sheet) for sheet in document.sheets[1:]} if is_named else {}
    except (ValueError, TypeError, IndexError, KeyError, AttributeError):
        rows = {}
    if not rows:
        return ParsedFile("unknown", document.ext, findings=[finding("corrupt_file", None, None, FACTS)])
    count = sum(map(len, rows.values()))
    told = [finding(TAKEN, None, None, extract.file_name, extract.office)]
    named = {row.unit_code for content in rows.values() for row in content if getattr(row, "unit_code", None)}
    if context.units and (unknown := sorted(named - context.units.keys())):
        told.append(finding("unknown_unit", None, None, ", ".join(unknown), "–"))
    return ParsedFile(
        extract.kind, document.ext, extract.unit_code, year, extract.framework_code, extract.assessment_code,
        hashlib.sha256(repr((extract, rows)).encode()).hexdigest(), count, count, rows=rows, findings=told,
    )  # fmt: skip


def _facts(sheet: Sheet) -> Extract:
    said: dict[str, str] = {row[0]: row[1] for row in sheet.rows[1:] if len(row) > 1}
    kind, unit_code, year, framework_code, assessment_code, *whole = (said.get(label, "") for label in LABELS)
    return Extract(kind, unit_code or None, year or None, framework_code or None, assessment_code or None, *whole)


def _rows(sheet: Sheet) -> list:
    """The records of one sheet."""
    record, types = records.of(sheet.name), records.types(sheet.name)
    header = [cell for cell in sheet.rows[0] if cell != ""]
    if tuple(header) != record._fields:
        raise ValueError(sheet.name)
    width = len(header)
    return [
        record(*(typed(cell, types[name]) for cell, name in zip([*row, *[""] * width], header, strict=False)))
        for row in sheet.rows[1:]
    ]


def typed(cell: str, of: str) -> object:
    """A value from its text, as `plain` wrote it."""
    if cell == "":
        return None
    if of == "boolean":
        return {"true": True, "false": False}[cell]
    if of == "date":
        return date.fromisoformat(cell)
    return {"bigint": int, "double": float}.get(of, str)(cell)


def plain(value: object) -> str:
    """The text of a value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    return "" if value is None else str(value)
