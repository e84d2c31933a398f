"""A table of the reference as it is edited on a page: cells that JSON can keep, what changed in them, what is wrong with them.

A row is a dictionary by column. What is checked is what is recorded: the workbook of the rows, read as the door reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xlsxwriter.utility import xl_cell_to_rowcol

from etl.desk import reference_book
from etl.read.findings import place_of
from etl.read.model import Finding, ParsedFile
from etl.read.workbook import read
from etl.reference import rules
from etl.reference.aliases import CONFIRMED
from etl.reference.tables import Column, Table, parse, replaced, tables
from warehouse import reference_names

Row = dict[str, str | int | float | bool | None]
Tables = dict[str, list[tuple]]
CELL = re.compile(r"[A-Z]+\d+")


@dataclass(frozen=True)
class Change:
    """A row that came (before None), went (after None) or became another."""

    key: tuple
    before: Row | None
    after: Row | None


def edited() -> dict[str, Table]:
    """The tables that are edited row by row: frameworks are typed in a workbook of their own, and confirmed spellings where
    they are met."""
    return {name: table for name, table in tables().items() if table.kind == "reference" and name != CONFIRMED}


def rows(content: Tables, name: str) -> list[Row]:
    """The rows of a table in force. Settings that are not set stand there too, with what they mean."""
    found = [{c: _cell(v) for c, v in row.items()} for row in reference_book.by_name(content, name)]
    if name == "settings":
        known = {row["key"] for row in found}
        meanings = reference_book.by_name(reference_book.shipped("ha_long"), "settings")
        found += [row | {"value": None} for row in meanings if row["key"] not in known]
    return found


def _cell(value):
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def key(table: Table, row: Row) -> tuple:
    return tuple(row.get(name) for name in table.key)


def filled(rows_: list[Row]) -> list[Row]:
    """Without the rows in which nothing stands."""
    return [row for row in rows_ if any(value not in (None, "") for value in row.values())]


def changes(table: Table, base: list[Row], now: list[Row]) -> list[Change]:
    """What is different, row by row, by the key of the table."""
    before = {key(table, row): row for row in base}
    after = {key(table, row): row for row in filled(now)}
    both = [*before, *(k for k in after if k not in before)]
    return [Change(k, before.get(k), after.get(k)) for k in both if before.get(k) != after.get(k)]


def merged(table: Table, base: list[Row], mine: list[Row], current: list[Row]) -> tuple[list[Row], list[tuple]]:
    """My changes of `base` made to what is in force now, and the keys of the rows that somebody else changed too."""
    own, theirs = changes(table, base, mine), {c.key: c for c in changes(table, base, current)}
    result = {key(table, row): row for row in current}
    for change in own:
        if change.after is None:
            result.pop(change.key, None)
        else:
            result[change.key] = change.after
    return list(result.values()), [c.key for c in own if c.key in theirs and theirs[c.key].after != c.after]


def book(table: Table, now: list[Row]) -> bytes:
    """The table as a workbook that replaces it."""
    return reference_book.book({table.name: [tuple(_value(c, row.get(c.name)) for c in table.columns) for row in filled(now)]})  # fmt: skip


def _value(column: Column, cell):
    """As the cell of a workbook holds it; what is no such value stays text, and is said when it is read."""
    if cell in (None, ""):
        return None
    if column.type == "date":
        try:
            return date.fromisoformat(str(cell)[:10])
        except ValueError:
            return str(cell)
    return str(cell) if column.type == "text" else cell


def problems(content: Tables, table: Table, now: list[Row], workbook: bytes) -> list[str]:
    """What is wrong with the rows by themselves and with the rest of the reference, in words."""
    parsed = parse(read(workbook, f"{table.name}.xlsx"))
    said = [_said(table, filled(now), finding) for finding in parsed.findings if finding.severity == "error"]
    return said or _broken(content, table, parsed)


def _broken(content: Tables, table: Table, parsed: ParsedFile) -> list[str]:
    found = rules.broken_rules(replaced(content, parsed), [table.name])
    return list(dict.fromkeys(_said(table, [], finding) for involved, finding in found if table.name in involved))


def _said(table: Table, now: list[Row], finding: Finding) -> str:
    """A finding without the address of a cell that nobody sees here."""
    where = f"Bảng “{reference_names.names()[table.name]}”"
    if finding.cell and CELL.fullmatch(finding.cell):
        row, column = xl_cell_to_rowcol(finding.cell)
        words = " · ".join(str(v) for v in key(table, now[row - 1]) if v is not None)
        where = f"Dòng “{words}”, cột “{reference_names.column(table.name, table.names[column])}”"
    names = {name: f"“{reference_names.column(table.name, name)}”" for name in table.names}
    message = finding.message.replace(place_of(finding.sheet, finding.cell), where)
    return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", lambda m: names.get(m[0], m[0]), message)
