"""Reference and framework tables: from CSV files or sheets to typed rows.

Which tables and columns there are stands in reference_tables.csv. A reference table is replaced whole by the
newest file that holds it; a framework table only for the frameworks that the file names.
"""

from __future__ import annotations

import csv
import hashlib
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from etl.read import values
from etl.read.findings import finding
from etl.read.model import Finding, ParsedFile
from etl.read.text import nfc
from etl.read.workbook import Document, Sheet
from etl.reference import aliases

MOVED_TO = "moved_to:"  # of criteria.na_rule: the maximum goes to the criterion named after it
CONTENTS = "Mục lục"  # the sheet of an exported workbook that says what people call the others
WHOLE_DIGITS = {"decimal": 5, "quantity": 14}  # what a warehouse holds before the comma
TRUE = {"true", "1", "có", "x", "đúng", "yes"}
FALSE = {"false", "0", "không", "sai", "no", ""}
# What a file says that was saved before the column came; any other such column is empty there. Until then every framework
# had its classes, so what was published with them is made again with them.
BEFORE_THE_COLUMN = {
    ("frameworks", "class_basis"): "Danh mục lập trước khi có cột căn cứ xếp loại",
    ("framework_years", "assessment_code"): None,
    ("reply_windows", "unit_code"): None,
}


class Place(NamedTuple):
    """A column of another table, or of the same."""

    table: str
    column: str


class Column(NamedTuple):
    """One column of a reference table."""

    name: str
    type: str  # text, integer, decimal, date, boolean
    required: bool
    key: bool
    refers_to: Place | None  # where its values must stand; what is empty refers to nothing
    one_of: tuple[str, ...]  # the words that it knows, beside what it refers to; any where there are none


class Table(NamedTuple):
    """One reference table."""

    name: str
    kind: str  # reference, framework
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if c.key)

    @property
    def needed(self) -> set[str]:
        """The columns that a file of it cannot lack."""
        return {c.name for c in self.columns if (c.required or c.key) and (self.name, c.name) not in BEFORE_THE_COLUMN}

    def position(self, column: str) -> int:
        return self.names.index(column)


@cache
def tables() -> dict[str, Table]:
    """All tables in the order of reference_tables.csv."""
    found: dict[str, list] = {}
    kinds = {}
    path = Path(__file__).resolve().parents[2] / "warehouse" / "reference_tables.csv"  # build reads it too
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            kinds[row["table"]] = row["kind"]
            refers_to = Place(*row["refers_to"].split(".")) if row["refers_to"] else None
            one_of = tuple(filter(None, row["one_of"].split(" | ")))
            found.setdefault(row["table"], []).append(
                Column(row["column"], row["type"], row["required"] == "yes", row["key"] == "yes", refers_to, one_of)
            )
    return {name: Table(name, kinds[name], tuple(columns)) for name, columns in found.items()}


def is_reference(sheet_names: list[str]) -> bool:
    """Whether a workbook with these sheets holds reference or framework tables."""
    return any(name.strip() in tables() for name in sheet_names)


def table_of_header(header: list) -> Table | None:
    """The table whose columns are exactly those of a header row; else the only one of which nothing but optional columns
    is missing: a file that was saved before such a column came."""
    names = {str(cell).strip() for cell in header if str(cell).strip()}
    close = []
    for table in tables().values():
        if names == set(table.names):
            return table
        if len(table.needed) > 2 and table.needed <= names <= set(table.names):
            close.append(table)
    return close[0] if len(close) == 1 else None


def is_reference_csv(data: bytes) -> bool:
    """Whether the first line of a text file is the header of a table."""
    first = data[:4096].removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    try:
        text = first.decode("utf-8").strip("\r")
    except UnicodeDecodeError:
        return False
    delimiter = max(",;\t", key=text.count)
    try:
        header = next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:  # a carriage return within the line
        return False
    return table_of_header(header) is not None


def parse(document: Document, context: object = None) -> ParsedFile:
    """Typed rows of every table in the document ("reference.<table>"), with all findings at once.

    `context` is not needed: these files are what a context is made of.
    """
    parsed = ParsedFile(kind="framework", ext=document.ext, findings=list(document.findings))
    for sheet in document.sheets:
        table = _table_of_sheet(sheet)
        if table is None:
            if sheet.name.strip() != CONTENTS and any(str(v).strip() for row in sheet.rows for v in row):
                parsed.findings.append(finding("unknown_header", sheet.name, "A1", sheet.name, ", ".join(tables())))
            continue
        if table.kind == "reference":
            parsed.kind = "reference"
        filled = (any(str(v).strip() for v in cells) for cells in sheet.rows[1:])
        parsed.rows_in = (parsed.rows_in or 0) + sum(filled)
        parsed.rows[f"reference.{table.name}"] = _rows(sheet, table, document, parsed.findings)
    parsed.row_count = sum(map(len, parsed.rows.values()))
    codes = {r[0] for name, rows in parsed.rows.items() for r in rows if _is_framework(name)}
    if len(codes) == 1:
        parsed.framework_code = codes.pop()
    text = repr(sorted((name, rows) for name, rows in parsed.rows.items()))
    parsed.content_hash = hashlib.sha256(text.encode()).hexdigest()
    return parsed


def _is_framework(name: str) -> bool:
    return tables()[name.removeprefix("reference.")].kind == "framework"


def _table_of_sheet(sheet: Sheet) -> Table | None:
    if not sheet.rows:
        return tables().get(sheet.name.strip())
    return table_of_header(sheet.rows[0]) or tables().get(sheet.name.strip())


def _rows(sheet: Sheet, table: Table, document: Document, findings: list[Finding]) -> list[tuple]:
    header = [str(cell).strip() for cell in sheet.rows[0]] if sheet.rows else []
    missing = [c.name for c in table.columns if c.name not in header]
    if table.needed & set(missing):
        findings.append(
            finding("missing_header", sheet.name, "A1", ", ".join(filter(None, header)), ", ".join(missing),
                    field=", ".join(missing), fields=", ".join(missing), kind=table.name)
        )  # fmt: skip
        return []
    unknown = [name for name in header if name and name not in table.names]
    if unknown:
        findings.append(finding("unknown_header", sheet.name, "A1", ", ".join(unknown), ", ".join(table.names)))
    places = [header.index(c.name) if c.name in header else None for c in table.columns]
    rows, seen = [], {}
    for number, cells in enumerate(sheet.rows[1:], 1):
        if all(str(v).strip() == "" for v in cells):
            continue
        row = []
        for column, place in zip(table.columns, places, strict=True):
            if place is None:
                row.append(BEFORE_THE_COLUMN.get((table.name, column.name)))
                continue
            address = sheet.address(number, place)
            value, code = _typed(cells[place], column, document.epoch_1904)
            if code:
                findings.append(_bad_cell(code, sheet.name, address, cells[place], column))
            row.append(value)
        key = tuple(v for v, c in zip(row, table.columns, strict=True) if c.key)
        if key in seen:
            findings.append(
                finding("key_twice", sheet.name, sheet.address(number, places[0]), " · ".join(map(str, key)),
                        f"một dòng (đã có ở dòng {seen[key] + 1})")
            )  # fmt: skip
        seen[key] = number
        rows.append(tuple(row))
    return rows


def _bad_cell(code: str, sheet: str, address: str, cell, column: Column) -> Finding:
    words = {
        "text": "chữ", "integer": "số nguyên", "date": "ngày", "boolean": "true hoặc false",
        **{kind: f"số có nhiều nhất {most} chữ số phần nguyên, 4 chữ số thập phân" for kind, most in WHOLE_DIGITS.items()},
    }  # fmt: skip
    return finding(code, sheet, address, str(cell), f"{column.name}: {words[column.type]}")


def _typed(cell, column: Column, epoch_1904: bool) -> tuple[object, str | None]:
    """(typed value, finding code)."""
    if isinstance(cell, str):
        cell = nfc(cell)
    if cell in ("", None):
        if column.required and column.type != "text":
            return None, "value_missing"
        if column.required and column.name not in ("value",):
            return None, "value_missing"
        return None, None
    if column.type == "text":
        is_code = column.key or column.name.endswith("_code")
        if isinstance(cell, (datetime, date)):
            if is_code:
                return None, "code_not_text"  # Excel made a date of a code such as 1.1
            return values.day(cell).isoformat(), None  # a setting such as as_of, typed as a date
        if isinstance(cell, bool):
            return ("true" if cell else "false"), None
        if isinstance(cell, float):
            if not cell.is_integer() and is_code:
                return None, "code_not_text"  # 1.10 and 1.1 cannot be told apart any more
            return values.float_text(cell), None
        return str(cell), None
    if column.type == "boolean":
        word = str(cell).strip().casefold().removesuffix(".0")
        if word in TRUE:
            return True, None
        return (False, None) if word in FALSE else (None, "bad_value")
    if column.type == "date":
        found = values.day(cell, epoch_1904)
        return (found, None) if found else (None, "bad_value")
    text = values.number(cell)
    if text is None:
        return None, "bad_value"
    number = Decimal(text)
    if column.type == "integer":  # no more than a warehouse holds: bigint, decimal(9,4), decimal(18,4)
        return (int(number), None) if number == int(number) and abs(number) < 2**63 else (None, "bad_value")
    if -number.as_tuple().exponent > 4 or abs(number) >= 10 ** WHOLE_DIGITS[column.type]:
        return None, "bad_value"
    return number, None


# replacement


def replaced(current: dict[str, list[tuple]], parsed: ParsedFile) -> dict[str, list[tuple]]:
    """The tables after one file: whole tables of kind reference, own frameworks of kind framework."""
    new = dict(current)
    # a framework that a file names is replaced in all tables of the file, also where it has no row any more
    own = {row[0] for name, rows in parsed.rows.items() if _is_framework(name) for row in rows}
    for name, rows in parsed.rows.items():
        table = name.removeprefix("reference.")
        if table == aliases.CONFIRMED:
            continue
        if tables()[table].kind == "reference":
            new[table] = rows
        else:
            new[table] = [r for r in current.get(table, []) if r[0] not in own] + rows
    new |= aliases.united(current, parsed.rows)
    return {name: sorted(rows, key=lambda r: tuple((v is not None, v) for v in r)) for name, rows in new.items()}
