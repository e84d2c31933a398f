"""The intake register (sổ tiếp nhận): one row per thing received."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from operator import attrgetter

from etl.kinds import locate
from etl.kinds.locate import Table
from etl.kinds.rows import RowReader, only
from etl.read import values
from etl.read.findings import finding
from etl.read.model import Finding, ParsedFile
from etl.read.text import label_key, nfc
from etl.read.workbook import Document
from etl.reference.context import Context
from warehouse import records

KIND = "intake_register"
# What else the register dates; nobody owes it by a day of the year.
OTHER_DOCUMENTS = ("reply", "correction")
# Around the day that the plan states: what is later by a month in one order of day and month and within a week in the
# other is a question; what is nearer to it day first is meant so.
MONTH, WEEK = timedelta(days=25), timedelta(days=7)
NEEDED = {"unit": "Đơn vị", "milestone": "Nội dung", "received_on": "Ngày đến"}
# what two registers with the same lines have in common, wherever it stands
_SAME = attrgetter("unit_code", "year", "milestone_code", "received_on", "document_number", "file_name")
_SIGNED = attrgetter("signed_on", "signed_total")


def find(document: Document, context: Context) -> list[Table]:
    """The tables of the document that have a header of this kind."""
    headers = context.headers.get(KIND, {})
    tables = (locate.find_table(sheet, headers, context, _is_enough) for sheet in document.visible)
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
    parsed.unit_code, parsed.year = only(row.unit_code for row in rows), only(row.year for row in rows)
    # lines without a signed document keep the hash that they always had
    said = sorted(repr(_SAME(row) + tuple(v for v in _SIGNED(row) if v is not None)) for row in rows)
    parsed.content_hash = hashlib.sha256("\n".join(said).encode()).hexdigest()
    return parsed


class _Reader(RowReader):
    """Reads the rows of one table."""

    def __init__(self, document: Document, context: Context, findings: list[Finding]) -> None:
        super().__init__(KIND, document, context, findings)
        self.milestones = dict(context.headers.get("milestone", {}))
        self.milestones |= {label_key(name): code for code, name in context.milestones.items()}

    def read(self, table: Table, year_of_table: int | None) -> list[tuple]:
        """Rows of the table; what is wrong is said, row by row."""
        sheet, columns = table.sheet, table.columns
        self.open(sheet, columns)
        unit_at, date_at = columns["unit"], columns["received_on"]
        order = values.order_of(row[date_at] for row in sheet.rows[table.first :])
        is_told = False
        out = []
        for r in range(table.first, len(sheet.rows)):
            row = sheet.rows[r]
            milestone, received, signed = (self.cell(r, f) for f in ("milestone", "received_on", "signed_on"))
            if (milestone == "" and received == "" and signed == "") or locate.is_numbering(row):
                continue  # blank, a heading, a signature
            if any(locate.starts_with(cell, self.totals) for cell in row[: unit_at + 1]):
                continue
            self.rows_in += 1
            year = self.year(r, "year", self.cell(r, "year")) if "year" in columns else year_of_table
            sent_on = values.day(signed if received == "" else received, self.document.epoch_1904)
            unit = self.unit(r, "unit", row[unit_at], year, on=sent_on)
            code = self._milestone(r, milestone)
            signed_on = self._day(r, "signed_on", signed, year, order) if signed != "" else None
            day = signed_on
            if received != "" or signed == "":
                day = self._day(r, "received_on", received, year, order)
            if order == "open" and day and type(received) is str and values.is_order_open(received):
                other, due = values.month_first_day(received), self.context.stated_on(code, year)
                if due and other and day - due > MONTH and other - due < WEEK:
                    self.say("date_order_late", r, "received_on", received, f"{other:%d/%m/%Y}")
                    continue
                if not is_told and not (due and other and abs(day - due) < abs(other - due)):
                    self.say("date_order_open", r, "received_on", received)
                    is_told = True
            if not (year and unit and code and day):
                continue
            file_name = values.as_received(self.cell(r, "file_name"))
            out.append(
                records.intake_register(
                    sheet=sheet.name,
                    row_number=r + 1,
                    unit_code=unit.unit_code,
                    year=year,
                    milestone_code=code,
                    received_on=day,
                    document_number=values.as_received(self.cell(r, "document_number")),
                    file_name=nfc(file_name).strip(" -–") or None if file_name else None,
                    signed_on=signed_on,
                    signed_total=self._total(r, self.cell(r, "signed_total")),
                )
            )
        return out

    def _total(self, r: int, value) -> str | None:
        """Canonical decimal of the total typed from the signed document."""
        if value == "":
            return None
        return self.number(r, "signed_total", value, 100_000, 4, "not_a_number", "số", "tổng điểm trên bản ký")

    def _milestone(self, r: int, value) -> str | None:
        if value == "":
            self.say(self.sheet.trouble(r, self.columns["milestone"]) or "milestone_missing", r, "milestone")
            return None
        code = self.milestones.get(label_key(str(value)))
        known = {*self.context.milestones, *OTHER_DOCUMENTS}
        if code is None or (self.context.milestones and code not in known):
            known = ", ".join(f'"{name}"' for name in self.context.milestones.values())
            self.say("unknown_milestone", r, "milestone", values.as_received(value), known)
            return None
        return code

    def _day(self, r: int, at: str, value, year: int | None, order: str | None) -> date | None:
        if value == "":
            trouble = self.sheet.trouble(r, self.columns[at])
            self.say("date_missing" if trouble in (None, "cannot_tell_empty") else trouble, r, at)
            return None
        day = self.day(r, at, value)
        if day is None or self.is_ambiguous(r, at, value, order):
            return None
        shown = f"{day:%d/%m/%Y}"
        if year is not None and not year <= day.year <= year + 3:
            self.say("date_implausible", r, at, shown, str(year))
        if self.context.as_of and day > self.context.as_of:
            self.say("received_after_as_of", r, at, shown, f"{self.context.as_of:%d/%m/%Y}")
        return day
