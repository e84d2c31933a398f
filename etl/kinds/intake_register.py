"""The intake register (sổ tiếp nhận): one row per thing received."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from etl.kinds import locate
from etl.kinds.locate import Table
from etl.read import values
from etl.read.findings import finding
from etl.read.model import Finding, ParsedFile
from etl.read.text import label_key, nfc
from etl.read.workbook import Document
from etl.reference.context import Context

KIND = "intake_register"
# What else the register dates; nobody owes it by a day of the year.
OTHER_DOCUMENTS = ("reply", "correction")
# Around the day that the plan states: what is later by a month in one order of day and month and within a week in the
# other is a question; what is nearer to it day first is meant so.
MONTH, WEEK = timedelta(days=25), timedelta(days=7)
NEEDED = {"unit": "Đơn vị", "milestone": "Nội dung", "received_on": "Ngày đến"}


def find(document: Document, context: Context) -> list[Table]:
    """The tables of the document that have a header of this kind."""
    headers = context.headers.get(KIND, {})
    tables = (locate.find_table(sheet, headers, _is_enough) for sheet in document.visible)
    return [table for table in tables if table]


def _is_enough(table: Table) -> bool:
    columns = table.columns
    return "unit" in columns and "received_on" in columns


def parse(document: Document, context: Context, tables: list[Table] | None = None) -> ParsedFile:
    """Rows of raw.intake_register, with all findings at once."""
    parsed = ParsedFile(KIND, document.ext, findings=document.findings)
    rows: list[tuple] = []
    for table in find(document, context) if tables is None else tables:
        parsed.findings += locate.header_findings(table, NEEDED, context.headers.get(KIND, {}))
        year = None
        if "year" not in table.columns:
            identity = locate.read_identity([(table.sheet, table.top, True)], KIND, context)
            year = locate.settle_year(identity, parsed.findings, table.sheet.name)
        if not any(field not in table.columns for field in NEEDED):
            reader = _Reader(document, context, parsed.findings)
            rows += reader.read(table, year)
            parsed.rows_in = (parsed.rows_in or 0) + reader.rows_in
    parsed.rows["raw.intake_register"] = rows
    parsed.row_count = len(rows)
    if not rows and not parsed.has_error:
        parsed.findings.append(finding("no_rows"))
    units, years = {row[2] for row in rows}, {row[3] for row in rows}
    parsed.unit_code = units.pop() if len(units) == 1 else None
    parsed.year = years.pop() if len(years) == 1 else None
    # lines without a signed document keep the hash that they always had
    said = sorted(repr(row[2:8] + tuple(v for v in row[8:] if v is not None)) for row in rows)
    parsed.content_hash = hashlib.sha256("\n".join(said).encode()).hexdigest()
    return parsed


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, document: Document, context: Context, findings: list[Finding]) -> None:
        self.document, self.context, self.findings = document, context, findings
        self.milestones = dict(context.headers.get("milestone", {}))
        self.milestones |= {label_key(name): code for code, name in context.milestones.items()}
        self.totals = context.words(KIND, "total_row")
        self.rows_in = 0  # data rows seen

    def read(self, table: Table, year_of_table: int | None) -> list[tuple]:
        """Rows of the table; what is wrong is said, row by row."""
        sheet, columns = table.sheet, table.columns
        self.sheet = sheet
        unit_at, milestone_at, date_at = (columns["unit"], columns["milestone"], columns["received_on"])
        year_at, number_at, file_at = map(columns.get, ("year", "document_number", "file_name"))
        signed_at, total_at = columns.get("signed_on"), columns.get("signed_total")
        order = values.order_of(row[date_at] for row in sheet.rows[table.first :])
        month_first, is_told = order == "month_first", False
        out = []
        for r in range(table.first, len(sheet.rows)):
            row = sheet.rows[r]
            name, milestone, received = row[unit_at], row[milestone_at], row[date_at]
            signed = "" if signed_at is None else row[signed_at]
            if (milestone == "" and received == "" and signed == "") or locate.is_numbering(row):
                continue  # blank, a heading, a signature
            if any(locate.starts_with(cell, self.totals) for cell in row[: unit_at + 1]):
                continue
            self.rows_in += 1
            year = year_of_table if year_at is None else self._year(r, year_at, row[year_at])
            unit_code = self._unit(r, unit_at, name, year)
            code = self._milestone(r, milestone_at, milestone)
            signed_on = self._day(r, signed_at, signed, year, month_first) if signed != "" else None
            day = signed_on
            if received != "" or signed == "":
                day = self._day(r, date_at, received, year, month_first)
            if order == "open" and day and type(received) is str and values.is_order_open(received):
                other, due = values.month_first_day(received), self.context.stated_on(code, year)
                if due and other and day - due > MONTH and other - due < WEEK:
                    self._say("date_order_late", r, date_at, received, f"{other:%d/%m/%Y}")
                    continue
                if not is_told and not (due and other and abs(day - due) < abs(other - due)):
                    self._say("date_order_open", r, date_at, received)
                    is_told = True
            if None in (year, unit_code, code, day):
                continue
            number = values.as_received(row[number_at]) if number_at is not None else None
            file_name = values.as_received(row[file_at]) if file_at is not None else None
            file_name = nfc(file_name).strip(" -–") or None if file_name else None
            total = None if total_at is None else self._total(r, total_at, row[total_at])
            out.append((sheet.name, r + 1, unit_code, year, code, day, number, file_name, signed_on, total))
        return out

    def _total(self, r: int, column: int, value) -> str | None:
        """Canonical decimal of the total typed from the signed document."""
        if value == "":
            return None
        number = values.number(value)
        points, places = values.decimal_of(number) if number else (-1, 0)
        if not 0 <= points < 100_000 or places > 4:
            what = "tổng điểm trên bản ký"
            self._say("not_a_number", r, column, values.as_received(value), "số", what=what)
            return None
        return number

    def _say(self, code: str, row: int, column: int, found=None, expected=None, **words) -> None:
        cell = self.sheet.address(row, column)
        self.findings.append(finding(code, self.sheet.name, cell, found, expected, **words))

    def _year(self, r: int, column: int, value) -> int | None:
        year = values.year(value)
        if year is None:
            self._say("year_invalid", r, column, values.as_received(value), "năm, ví dụ 2025")
        return year

    def _unit(self, r: int, column: int, name, year: int | None) -> str | None:
        if type(name) is not str or not name.strip():
            self._say("unit_without_name", r, column)
            return None
        if year is None:
            return None
        match = self.context.find_unit(name, year)
        if match.problem:
            self._say(match.problem, r, column, name, match.expected, year=year)
            return None
        return match.unit.unit_code

    def _milestone(self, r: int, column: int, value) -> str | None:
        if value == "":
            self._say(self.sheet.trouble(r, column) or "milestone_missing", r, column)
            return None
        code = self.milestones.get(label_key(str(value)))
        known = {*self.context.milestones, *OTHER_DOCUMENTS}
        if code is None or (self.context.milestones and code not in known):
            known = ", ".join(f'"{name}"' for name in self.context.milestones.values())
            self._say("unknown_milestone", r, column, values.as_received(value), known)
            return None
        return code

    def _day(self, r: int, column: int, value, year: int | None, month_first: bool) -> date | None:
        if value == "":
            trouble = self.sheet.trouble(r, column)
            self._say("date_missing" if trouble in (None, "cannot_tell_empty") else trouble, r, column)
            return None
        day = values.day(value, self.document.epoch_1904, self.context.setting("time_zone"))
        if day is None:
            self._say("not_a_date", r, column, values.as_received(value), "ngày/tháng/năm")
            return None
        if month_first and type(value) is str and values.is_order_open(value):
            self._say("date_ambiguous", r, column, value, "ngày/tháng/năm")
            return None
        shown = f"{day:%d/%m/%Y}"
        if year is not None and not year <= day.year <= year + 3:
            self._say("date_implausible", r, column, shown, str(year))
        if self.context.as_of and day > self.context.as_of:
            self._say("received_after_as_of", r, column, shown, f"{self.context.as_of:%d/%m/%Y}")
        return day
