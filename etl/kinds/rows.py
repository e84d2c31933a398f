"""The base of what reads the rows of a table: cells by the field of their column, and what is wrong with them said with
the cell. A rule that several kinds of files share stands here once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from etl.kinds import office
from etl.read import values
from etl.read.findings import finding
from etl.read.model import Finding
from etl.read.workbook import Document, Sheet
from etl.reference.context import Context, Framework, Unit

Value = TypeVar("Value")
DAY, YEAR = "ngày/tháng/năm", "năm, ví dụ 2025"


def only(found: Iterable[Value]) -> Value | None:
    """The value, where there is one; None where there are several."""
    distinct = set(found)
    return distinct.pop() if len(distinct) == 1 else None


class RowReader:
    """Reads the tables of one file, one after the other. `at` is the field of a column, or its number where a table has
    several columns of a field."""

    sheet: Sheet
    columns: dict[str, int]  # field → column
    assessment_code: str | None = None  # of the table that is read; None: the yearly one

    def __init__(self, kind: str, document: Document, context: Context, findings: list[Finding]) -> None:
        self.kind, self.document, self.context, self.findings = kind, document, context, findings
        self.totals = context.words(kind, "total_row")
        self.rows_in = 0  # data rows seen

    def open(self, sheet: Sheet, columns: dict[str, int]) -> None:
        """The table that is read from now on."""
        self.sheet, self.columns = sheet, columns

    def cell(self, r: int, field: str):
        """What stands in the column of a field; blank where the table has none."""
        column = self.columns.get(field)
        return "" if column is None else self.sheet.rows[r][column]

    def say(self, code: str, r: int, at: str | int | None, found=None, expected=None, **words) -> None:
        """A finding of a cell."""
        column = at if type(at) is int else self.columns.get(at, 0)
        self.findings.append(finding(code, self.sheet.name, self.sheet.address(r, column), found, expected, **words))

    def is_refused(self, before: int) -> bool:
        """Whether any finding since the first `before` ones is an error."""
        return any(f.severity == "error" for f in self.findings[before:])

    def unit(
        self, r: int, at: str | int, name, year: int | None, ever: bool = False, on: date | None = None
    ) -> Unit | None:
        """The unit that a cell names in a year; without one nobody can tell, unless it may be a unit of any time. Where two
        bore the name in that year one after the other: the one of the day `on`, or of its last day."""
        if type(name) is not str or not name.strip():
            self.say("unit_without_name", r, at)
            return None
        if not year and not ever:
            return None
        match = self.context.find_unit(name, year) if year else self.context.find_unit_ever(name)
        if match.problem == "unit_ambiguous" and year and on and on.year >= year:
            day = min(on, date(year, 12, 31))
            match = self.context.find_unit(name, year, (day, day))
        if match.problem:
            self.say(match.problem, r, at, name, match.expected, year=year or "")
            return None
        return match.unit

    def year(self, r: int, at: str, value) -> int | None:
        """A year."""
        year = values.year(value)
        if year is None:
            self.say("year_invalid", r, at, values.as_received(value), YEAR)
        return year

    def day(self, r: int, at: str, value) -> date | None:
        """A day, the day of the month first where nothing says otherwise."""
        day = values.day(value, self.document.epoch_1904, self.context.setting("time_zone"))
        if day is None:
            self.say("not_a_date", r, at, values.as_received(value), DAY)
        return day

    def is_ambiguous(self, r: int, at: str, value, order: str | None) -> bool:
        """Whether a typed day may have its month first, as others of its column have it."""
        if order != "month_first" or type(value) is not str or not values.is_order_open(value):
            return False
        self.say("date_ambiguous", r, at, value, DAY)
        return True

    def number(
        self, r: int, at: str, value, below: int, places: int, code: str, expected: str, what: str
    ) -> str | None:
        """Canonical decimal of a number from 0 on; `code` says what it is not."""
        number = values.number(value)
        size, decimals = values.decimal_of(number) if number else (-1, 0)
        if not 0 <= size < below or decimals > places:
            self.say(code, r, at, values.as_received(value), expected, what=what)
            return None
        return number

    def framework_of(self, r: int, at: str | None, unit: Unit, year: int) -> Framework | None:
        """The framework by which a unit is assessed in a year."""
        code = self.context.framework_of(year, unit.block_code, self.assessment_code)
        if code is None:
            self.say("no_framework", r, at, str(year), unit.block_code)
            return None
        return self.context.frameworks[code]

    def criterion(self, r: int, framework: Framework) -> str | None:
        """Code of the criterion that a row names, by its code or its name."""
        named = office.criterion(framework, self.cell(r, "criterion_code"), self.cell(r, "criterion_name"))
        if named.problem:
            at = "criterion_code" if "criterion_code" in self.columns else "criterion_name"
            self.say(named.problem, r, at, named.found, named.expected)
        return named.code
