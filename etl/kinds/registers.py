"""Registers that the office keeps: progress of the plan's tasks, documents, money, inspections, questions (kind
`progress`); recommendations and reminders (kind `follow_up`). One sheet each, described in registers.csv.

A row replaces an earlier one with the same key, so that a file with a few rows loses nothing; a row marked `Bỏ dòng
này` takes the earlier one back.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from etl.kinds import locate
from etl.kinds.locate import Table
from etl.kinds.rows import RowReader, only
from etl.read import values
from etl.read.findings import finding
from etl.read.model import ParsedFile
from etl.read.text import clean, label_key
from etl.read.workbook import Document, Sheet
from etl.reference.context import Context, Unit
from warehouse import records

CATALOGUE = Path(__file__).with_name("registers.csv")
KINDS = ("progress", "follow_up")
OPEN_GROUPING = re.compile(r"\d{1,3}[.,]\d{3}")  # 1.250 typed as text: one and a quarter, or more than a thousand
LARGEST = 10**15


class Field(NamedTuple):
    """One line of registers.csv. need: key, part (of the key, may be empty), yes, one (at least one of these), no."""

    name: str
    type: str
    need: str
    label: str

    @property
    def is_key(self) -> bool:
        return self.need in ("key", "part")


@cache
def catalogue() -> dict[str, dict[str, list[Field]]]:
    """kind → register → its fields, in order."""
    found: dict[str, dict[str, list[Field]]] = {kind: {} for kind in KINDS}
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            field = Field(row["field"], row["type"], row["need"], row["label"])
            found[row["kind"]].setdefault(row["register"], []).append(field)
    return found


class Registers:
    """A kind of file, as the door asks for it."""

    def __init__(self, kind: str) -> None:
        self.KIND = kind
        self.registers = catalogue()[kind]

    def find(self, document: Document, context: Context) -> list[Table]:
        """The tables of the document that have the header of a register of this kind."""
        return [table for sheet in document.visible if (table := self._find(sheet, context)[1])]

    def _find(self, sheet: Sheet, context: Context) -> tuple[str, Table | None]:
        best: tuple[str, Table | None] = "", None
        for register, fields in self.registers.items():
            needed = {f.name for f in fields if f.need in ("key", "yes") and f.type != "year"}
            one = {f.name for f in fields if f.need == "one"}

            def enough(table: Table, needed=needed, one=one) -> bool:
                columns = table.columns.keys()
                return needed <= columns and (not one or bool(one & columns))

            table = locate.find_table(sheet, context.headers.get(register, {}), context, enough)
            if table and (not best[1] or len(table.columns) > len(best[1].columns)):
                best = register, table
        return best

    def parse(self, document: Document, context: Context, tables: list[Table] | None = None) -> ParsedFile:
        """Rows of the raw tables of this kind, with all findings at once."""
        parsed = ParsedFile(self.KIND, document.ext, findings=document.findings)
        said, seen = [], {}
        for sheet in document.visible:
            register, table = self._find(sheet, context)
            if table is None:
                continue
            headers = context.headers.get(register, {})
            parsed.findings += locate.header_findings(table, {}, headers)
            reader = _Reader(register, self.registers[register], document, context, parsed, seen)
            rows = reader.read(table)
            parsed.rows.setdefault(f"raw.{register}", []).extend(rows)
            parsed.row_count += len(rows)
            parsed.rows_in = (parsed.rows_in or 0) + reader.rows_in
            said += [repr((register, row.is_withdrawn, *_content(row, self.registers[register]))) for row in rows]
            _note_subject(parsed, self.registers[register], rows)
        if not parsed.row_count and not parsed.has_error:
            parsed.findings.append(finding("no_rows"))
        parsed.content_hash = hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest()
        return parsed


def _content(row: tuple, fields: list[Field]) -> Iterator[object]:
    """What a row says. A topic that it does not name is left out: files were received before there was such a column."""
    for field in fields:
        value = getattr(row, field.name)
        if field.type != "topic" or value is not None:
            yield value


def _note_subject(parsed: ParsedFile, fields: list[Field], rows: list[tuple]) -> None:
    """The year of the file, where all its rows with a year have the same."""
    years = [getattr(row, f.name) for f in fields if f.type == "year" for row in rows]
    parsed.year = only(years if parsed.year is None else [parsed.year, *years])


class _Reader(RowReader):
    """Reads the rows of one table."""

    def __init__(self, register: str, fields: list[Field], document: Document, context: Context,
                 parsed: ParsedFile, seen: dict) -> None:  # fmt: skip
        super().__init__(register, document, context, parsed.findings)
        self.register, self.fields = register, fields
        self.record = records.of(f"raw.{register}")
        self.seen = seen  # key of a row → where it stands
        self.read_cell: dict[str, Callable] = {
            "unit": self._unit, "year": self._year, "task": self._task, "date": self._date,
            "count": self._count, "amount": self._amount, "text": self._text,
            "criterion": self._criterion, "milestone": self._milestone, "topic": self._topic,
        }  # fmt: skip

    def read(self, table: Table) -> list[tuple]:
        """Rows of the table; what is wrong is said, cell by cell."""
        self.open(table.sheet, table.columns)
        self.year_of_table = None
        if "year" not in table.columns and any(f.type == "year" for f in self.fields):
            identity = locate.read_identity([(self.sheet, table.top, True)], self.register, self.context)  # fmt: skip
            self.year_of_table = locate.settle_year(identity, self.findings, self.sheet.name)
        used = [table.columns[f.name] for f in self.fields if f.name in table.columns]
        dated = [table.columns[f.name] for f in self.fields if f.type == "date" and f.name in table.columns]
        self.order = values.order_of(row[c] for row in self.sheet.rows[table.first :] for c in dated)
        rows = []
        for r in range(table.first, len(self.sheet.rows)):
            row = self.sheet.rows[r]
            filled = [c for c in used if row[c] != ""]
            is_total = any(locate.starts_with(cell, self.totals) for cell in row[: max(used) + 1])
            if len(filled) < 2 or is_total or locate.is_numbering(row):
                continue  # blank, a heading, a signature
            self.rows_in += 1
            if found := self._row(r):
                rows.append(found)
        return rows

    def _row(self, r: int) -> tuple | None:
        before = len(self.findings)
        # the year first: a unit and a criterion are those of a year
        order = sorted(self.fields, key=lambda f: ("year", "date", "unit").index(f.type) if f.type in ("year", "date", "unit") else 9)  # fmt: skip
        self.found: dict[str, object] = {}
        self.unit_of_row: Unit | None = None
        for field in order:
            self.found[field.name] = self._field(r, field)
        one = [f for f in self.fields if f.need == "one"]
        if one and all(self.cell(r, f.name) == "" for f in one):
            self.say("cell_missing", r, one[0].name, what=one[0].label)
        if self.is_refused(before):
            return None
        mark = self.cell(r, "withdrawn")
        withdrawn = type(mark) is str and label_key(mark) not in ("", "không", "0", "-")
        key = (self.register, *(self._key(self.found[f.name]) for f in self.fields if f.is_key))
        place = f"{self.sheet.name}, dòng {r + 1}"
        first = self.seen.setdefault(key, place)
        if first != place:
            self.say("row_twice", r, self.fields[0].name, None, first)
            return None
        return self.record(sheet=self.sheet.name, row_number=r + 1, is_withdrawn=withdrawn, **self.found)

    @staticmethod
    def _key(value: object) -> object:
        return label_key(value) if type(value) is str else value

    def _field(self, r: int, field: Field):
        value = self.cell(r, field.name)
        if field.type == "year" and field.name not in self.columns:
            return self.year_of_table
        if type(value) is str and not value.strip(" .…"):
            value = ""
        if value == "":
            trouble = self.sheet.trouble(r, self.columns.get(field.name, 0))
            if field.name in self.columns and trouble not in (None, "cannot_tell_empty"):
                self.say(trouble, r, field.name)
            elif field.need in ("key", "yes"):
                self.say("cell_missing", r, field.name, what=field.label)
            return None
        reader = self.read_cell.get(field.type)
        return reader(r, field, value) if reader else self._choice(r, field, value)

    # types

    def _text(self, r: int, field: Field, value) -> str | None:
        return clean(values.as_received(value)) or None

    def _year(self, r: int, field: Field, value) -> int | None:
        return self.year(r, field.name, value)

    def _date(self, r: int, field: Field, value) -> date | None:
        day = self.day(r, field.name, value)
        if day is None or self.is_ambiguous(r, field.name, value, self.order):
            return day
        if self.order == "open" and type(value) is str and values.is_order_open(value):
            self.say("date_order_open", r, field.name, value)
            self.order = "day_first"  # said once of a table
        elif not 2000 <= day.year <= 2100:
            self.say("date_implausible", r, field.name, f"{day:%d/%m/%Y}", "từ năm 2000")
        return day

    def _unit(self, r: int, field: Field, value) -> str | None:
        self.unit_of_row = self.unit(r, field.name, value, self._year_of_row(), ever=True)
        return self.unit_of_row and self.unit_of_row.unit_code

    def _year_of_row(self) -> int | None:
        years = [v if type(v) is int else v.year for v in self.found.values() if isinstance(v, (int, date))]  # fmt: skip
        return years[0] if years else None

    def _task(self, r: int, field: Field, value) -> str | None:
        text = values.as_received(value)
        for key in (label_key(text), label_key(text.partition(".")[0]), label_key(text.partition(" ")[0])):  # fmt: skip
            if code := self.context.tasks.get(key):
                return code
        self.say("unknown_task", r, field.name, text, ", ".join(dict.fromkeys(self.context.tasks.values())))  # fmt: skip
        return None

    def _topic(self, r: int, field: Field, value) -> str | None:
        known, text = self.context.topics, values.as_received(value)
        key = label_key(text)
        code = known.get(key) or known.get(key.removeprefix("chuyên đề").strip())
        if code is None:
            self.say("unknown_topic", r, field.name, text, ", ".join(dict.fromkeys(known.values())))
        return code

    def _criterion(self, r: int, field: Field, value) -> str | None:
        unit, year = self.unit_of_row, self.found.get("year")
        framework = self.framework_of(r, field.name, unit, year) if unit and year else None
        return self.criterion(r, framework) if framework else None

    def _milestone(self, r: int, field: Field, value) -> str | None:
        known = dict(self.context.headers.get("milestone", {}))
        known |= {label_key(name): code for code, name in self.context.milestones.items()}
        code = known.get(label_key(str(value)))
        if code not in self.context.milestones:
            names = ", ".join(f'"{name}"' for name in self.context.milestones.values())
            self.say("unknown_milestone", r, field.name, values.as_received(value), names)
            return None
        return code

    def _number(self, r: int, field: Field, value, places: int) -> str | None:
        text = values.as_received(value)
        if type(value) is str and OPEN_GROUPING.fullmatch(value.strip()):
            self.say("number_ambiguous", r, field.name, text)
            return None
        kind = "số nguyên từ 0 trở lên" if not places else "số từ 0 trở lên"
        return self.number(r, field.name, value, LARGEST, places, "number_invalid", kind, field.label)

    def _count(self, r: int, field: Field, value) -> int | None:
        number = self._number(r, field, value, 0)
        return None if number is None else int(number)

    def _amount(self, r: int, field: Field, value) -> str | None:
        return self._number(r, field, value, 4)

    def _choice(self, r: int, field: Field, value) -> str | None:
        """A word of a short list, which is a kind of its own in the layouts."""
        words = self.context.headers.get(field.type, {})
        code = words.get(label_key(str(value)))
        if code is None:
            names = ", ".join(f'"{word}"' for word in words)
            self.say("choice_invalid", r, field.name, values.as_received(value), names, what=field.label)  # fmt: skip
        return code


PROGRESS, FOLLOW_UP = map(Registers, KINDS)
