"""Corrections by Phòng Tư pháp: one row per figure, with what was written, what is right, why, by whom, when."""

from __future__ import annotations

import hashlib
from datetime import date

from etl.kinds import locate, office
from etl.kinds.locate import Table
from etl.kinds.self_assessment import score_findings
from etl.read import values
from etl.read.findings import finding, vietnamese
from etl.read.model import Finding, ParsedFile
from etl.read.text import label_key, normalise_key
from etl.read.workbook import Document
from etl.reference.context import Context, Framework, Rule

KIND = "correction"
NEEDED = {
    "unit": "Đơn vị",
    "criterion_code|criterion_name": "Tiêu chí",
    "score_type": "Loại điểm",
    "old_value": "Giá trị cũ",
    "new_value": "Giá trị mới",
    "reason": "Lý do",
    "decided_by": "Người quyết định",
    "decided_on": "Ngày quyết định",
    "document_number": "Số, ký hiệu",
}
_SAID = ("reason", "decided_by", "document_number")


def find(document: Document, context: Context) -> list[Table]:
    """The tables of the document that have a header of this kind."""
    headers = context.headers.get(KIND, {})
    tables = (locate.find_table(sheet, headers, _is_enough) for sheet in document.visible)
    return [table for table in tables if table]


def _is_enough(table: Table) -> bool:
    columns = table.columns
    return "old_value" in columns and "new_value" in columns


def parse(document: Document, context: Context, tables: list[Table] | None = None) -> ParsedFile:
    """Rows of raw.correction, with all findings at once."""
    parsed = ParsedFile(KIND, document.ext, findings=document.findings)
    rows: list[tuple] = []
    for table in find(document, context) if tables is None else tables:
        headers = context.headers.get(KIND, {})
        parsed.findings += locate.header_findings(table, NEEDED, headers)
        year = None
        if "year" not in table.columns:
            identity = locate.read_identity([(table.sheet, table.top, True)], KIND, context)
            year = locate.settle_year(identity, parsed.findings, table.sheet.name)
        if all(any(f in table.columns for f in need.split("|")) for need in NEEDED):
            reader = _Reader(document, table, year, context, parsed.findings)
            rows += reader.read()
            parsed.rows_in = (parsed.rows_in or 0) + reader.rows_in
    parsed.rows["raw.correction"] = rows
    parsed.row_count = len(rows)
    parsed.findings += check(rows, None, None, None, context)
    if not rows and not parsed.has_error:
        parsed.findings.append(finding("no_rows"))
    units, years = {row[2] for row in rows}, {row[3] for row in rows}
    parsed.unit_code = units.pop() if len(units) == 1 else None
    parsed.year = years.pop() if len(years) == 1 else None
    said = sorted(repr((*row[2:6], *row[7:9], *row[10:])) for row in rows)
    parsed.content_hash = hashlib.sha256("\n".join(said).encode()).hexdigest()
    return parsed


class _Reader:
    """Reads the rows of one table."""

    def __init__(
        self, document: Document, table: Table, year: int | None, context: Context, findings: list[Finding]
    ) -> None:
        self.document, self.table, self.context, self.findings = document, table, context, findings
        self.sheet, self.columns, self.year = table.sheet, table.columns, year
        word = normalise_key(context.setting("verification_word", "thẩm định"))
        self.score_types = {word: "verified", f"điểm {word}": "verified"}
        self.score_types |= context.headers.get("score_type", {})
        self.totals = context.words(KIND, "total_row")
        self.rows_in = 0  # data rows seen

    def read(self) -> list[tuple]:
        """Rows of the table; what is wrong is said, row by row."""
        used = [c for c in self.columns if c not in ("ordinal", "note", "ignored")]
        rows, last, decided = [], self.table.first - 1, []
        for r in range(self.table.first, len(self.sheet.rows)):
            row = self.sheet.rows[r]
            filled = sum(row[self.columns[field]] != "" for field in used)
            unit = row[self.columns["unit"]]
            if filled < 3 or locate.is_numbering(row) or locate.starts_with(unit, self.totals):
                continue  # blank, a heading, a signature
            last = r
            self.rows_in += 1
            decided.append(normalise_key(str(row[self.columns["decided_by"]])))
            if found := self._row(r):
                rows.append(found)
        issuer = self.context.setting("office_name", "Phòng Tư pháp")
        # a CSV has no lines round its table: there every row must say it
        in_rows = decided and all(normalise_key(issuer) in text for text in decided)
        if not in_rows and not office.is_issued(self.sheet, self.table.top, last, self.context):
            self.findings.append(finding("issuer_missing", self.sheet.name, None, None, issuer))
        return rows

    def _cell(self, r: int, field: str):
        column = self.columns.get(field)
        return "" if column is None else self.sheet.rows[r][column]

    def _say(self, code: str, r: int, field: str, found=None, expected=None, **words) -> None:
        cell = self.sheet.address(r, self.columns.get(field, 0))
        self.findings.append(finding(code, self.sheet.name, cell, found, expected, **words))

    def _row(self, r: int) -> tuple | None:
        """One correction; None where something about it is wrong."""
        before = len(self.findings)
        year = self.year
        if "year" in self.columns:
            year = values.year(self._cell(r, "year"))
            if year is None:
                self._say("year_invalid", r, "year", values.as_received(self._cell(r, "year")))
        framework, unit_code = self._unit(r, year)
        named = office.Named(None)
        if framework:
            named = office.criterion(framework, self._cell(r, "criterion_code"), self._cell(r, "criterion_name"))
            if named.problem:
                field = "criterion_code" if "criterion_code" in self.columns else "criterion_name"
                self._say(named.problem, r, field, named.found, named.expected)
        written = self._cell(r, "score_type")
        score_type = self.score_types.get(label_key(str(written)))
        if score_type is None:
            known = ", ".join(f'"{word}"' for word in self.score_types)
            self._say("score_type_invalid", r, "score_type", values.as_received(written), known)
        old, new = self._score(r, "old_value"), self._score(r, "new_value")
        if new.text is None and not new.problem:
            self._say("correction_incomplete", r, "new_value", None, NEEDED["new_value"])
        elif not (old.problem or new.problem) and _same(old, new):
            self._say("correction_without_change", r, "new_value", old.text or new.text)
        said = [office.text_of(self._cell(r, field)) for field in _SAID]
        for field, text in zip(_SAID, said, strict=True):
            if text is None:
                self._say("correction_incomplete", r, field, None, NEEDED[field])
        decided_on = self._day(r, year)
        if any(f.severity == "error" for f in self.findings[before:]):
            return None
        addresses = [self.sheet.address(r, self.columns[field]) for field in ("old_value", "new_value")]
        return (
            self.sheet.name, r + 1, unit_code, year, named.code, score_type,
            addresses[0], old.value, old.not_applicable, addresses[1], new.text, new.value, new.not_applicable,
            said[0], said[1], decided_on, said[2],
        )  # fmt: skip

    def _unit(self, r: int, year: int | None) -> tuple[Framework | None, str | None]:
        name = self._cell(r, "unit")
        if type(name) is not str or not name.strip():
            self._say("unit_without_name", r, "unit")
            return None, None
        if year is None:
            return None, None
        match = self.context.find_unit(name, year)
        if match.problem:
            self._say(match.problem, r, "unit", name, match.expected, year=year)
            return None, None
        code = self.context.framework_of(year, match.unit.block_code)
        if code is None:
            self._say("no_framework", r, "unit", str(year), match.unit.block_code)
            return None, None
        return self.context.frameworks[code], match.unit.unit_code

    def _score(self, r: int, field: str) -> office.Score:
        score = office.score(self.sheet, r, self.columns[field], KIND, self.context)
        if score.problem:
            self._say(score.problem, r, field, score.text, "số", what="giá trị đính chính")
        return score

    def _day(self, r: int, year: int | None) -> date | None:
        value = self._cell(r, "decided_on")
        if value == "":
            self._say("correction_incomplete", r, "decided_on", None, NEEDED["decided_on"])
            return None
        day = values.day(value, self.document.epoch_1904, self.context.setting("time_zone"))
        if day is None:
            self._say("not_a_date", r, "decided_on", values.as_received(value), "ngày/tháng/năm")
        elif year is not None and day.year < year:
            self._say("date_implausible", r, "decided_on", f"{day:%d/%m/%Y}", str(year))
        return day


def _same(old: office.Score, new: office.Score) -> bool:
    return (old.value, old.not_applicable) == (new.value, new.not_applicable)


def check(rows: list[tuple], unit_code, year, framework_code, context: Context) -> list[Finding]:
    """Findings on typed rows under the reference of `context`: old and new value must be scores of the criterion."""
    out: list[Finding] = []
    for row in rows:
        sheet, unit, year_, code, score_type, old_cell, old = row[0], *row[2:8]
        cell, value, marked = row[9], row[11], row[12]
        framework, rule = _rule(unit, year_, code, context)
        if framework is None:
            out.append(finding("unknown_unit", sheet, cell, unit, "mã trong danh mục đơn vị"))
            continue
        if rule is None:
            out.append(finding("unknown_criterion", sheet, cell, code, framework.framework_name))
            continue
        for place, number in ((old_cell, old), (cell, value)):
            if number is not None and (place != cell or not rule.excluded):
                points, places = values.decimal_of(number)
                out += score_findings(rule, framework.decimals, number, points, places, sheet, place)
        if value is not None and rule.excluded:
            words = {"criterion": code, "reason": rule.excluded}
            out.append(finding("not_applicable_with_score", sheet, cell, vietnamese(value), None, **words))
        elif marked and score_type == "self" and not (rule.unit_may_mark_na or rule.excluded):
            out.append(finding("not_applicable_not_allowed", sheet, cell, None, None, criterion=code))
    return out


def _rule(unit_code: str, year: int, code: str, context: Context) -> tuple[Framework | None, Rule | None]:
    unit = context.units.get(unit_code)
    framework = context.framework_of(year, unit.block_code) if unit else None
    if framework is None:
        return None, None
    rules = context.rules(framework, unit.block_code, year)
    return context.frameworks[framework], rules.get(code)
