"""Corrections by Phòng Tư pháp: one row per figure, with what was written, what is right, why, by whom, when."""

from __future__ import annotations

import hashlib
from datetime import date
from operator import attrgetter

from etl.kinds import assessed, locate, office
from etl.kinds.locate import Table
from etl.kinds.rows import RowReader, only
from etl.kinds.self_assessment import score_findings
from etl.read import values
from etl.read.findings import finding, vietnamese
from etl.read.model import Finding, ParsedFile
from etl.read.text import label_key, normalise_key
from etl.read.workbook import Document
from etl.reference.context import Context, Framework, Rule
from warehouse import records

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
# what two files with the same corrections have in common, wherever it stands
_SAME = attrgetter(
    "unit_code", "year", "criterion_code", "score_type", "old_value", "old_not_applicable", "new_text", "new_value",
    "new_not_applicable", "reason", "decided_by", "decided_on", "document_number",
)  # fmt: skip


def find(document: Document, context: Context) -> list[Table]:
    """The tables of the document that have a header of this kind."""
    headers = context.headers.get(KIND, {})
    tables = (locate.find_table(sheet, headers, context, _is_enough) for sheet in document.visible)
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
        identity = locate.read_identity([(table.sheet, table.top, True)], KIND, context)
        if others := assessed.named_in(context, identity.text):
            parsed.findings.append(finding("correction_of_assessment", table.sheet.name, None, others[0].name))
        year = None
        if "year" not in table.columns:
            year = locate.settle_year(identity, parsed.findings, table.sheet.name)
        if all(any(f in table.columns for f in need.split("|")) for need in NEEDED):
            reader = _Reader(document, context, parsed.findings)
            rows += reader.read(table, year)
            parsed.rows_in = (parsed.rows_in or 0) + reader.rows_in
    parsed.rows["raw.correction"] = rows
    parsed.row_count = len(rows)
    parsed.findings += check(rows, context)
    if not rows and not parsed.has_error:
        parsed.findings.append(finding("no_rows"))
    parsed.unit_code, parsed.year = only(row.unit_code for row in rows), only(row.year for row in rows)
    said = sorted(repr(_SAME(row)) for row in rows)
    parsed.content_hash = hashlib.sha256("\n".join(said).encode()).hexdigest()
    return parsed


class _Reader(RowReader):
    """Reads the rows of one table."""

    def __init__(self, document: Document, context: Context, findings: list[Finding]) -> None:
        super().__init__(KIND, document, context, findings)
        word = normalise_key(context.setting("verification_word", "thẩm định"))
        self.score_types = {word: "verified", f"điểm {word}": "verified"}
        self.score_types |= context.headers.get("score_type", {})

    def read(self, table: Table, year_of_table: int | None) -> list[tuple]:
        """Rows of the table; what is wrong is said, row by row."""
        self.open(table.sheet, table.columns)
        used = [c for c in self.columns if c not in ("ordinal", "note", "ignored")]
        rows, last, decided = [], table.first - 1, []
        for r in range(table.first, len(self.sheet.rows)):
            row = self.sheet.rows[r]
            filled = sum(row[self.columns[field]] != "" for field in used)
            unit = row[self.columns["unit"]]
            if filled < 3 or locate.is_numbering(row) or locate.starts_with(unit, self.totals):
                continue  # blank, a heading, a signature
            last = r
            self.rows_in += 1
            decided.append(normalise_key(str(row[self.columns["decided_by"]])))
            if found := self._row(r, year_of_table):
                rows.append(found)
        issuer = self.context.setting("office_name", "Phòng Tư pháp")
        # a CSV has no lines round its table: there every row must say it
        in_rows = decided and all(normalise_key(issuer) in text for text in decided)
        if not in_rows and not office.is_issued(self.sheet, table.top, last, self.context):
            self.findings.append(finding("issuer_missing", self.sheet.name, None, None, issuer))
        return rows

    def _row(self, r: int, year_of_table: int | None) -> tuple | None:
        """One correction; None where something about it is wrong."""
        before = len(self.findings)
        year = self.year(r, "year", self.cell(r, "year")) if "year" in self.columns else year_of_table
        unit = self.unit(r, "unit", self.cell(r, "unit"), year)
        framework = self.framework_of(r, "unit", unit, year) if unit and year else None
        criterion = self.criterion(r, framework) if framework else None
        written = self.cell(r, "score_type")
        score_type = self.score_types.get(label_key(str(written)))
        if score_type is None:
            known = ", ".join(f'"{word}"' for word in self.score_types)
            self.say("score_type_invalid", r, "score_type", values.as_received(written), known)
        old, new = self._score(r, "old_value"), self._score(r, "new_value")
        if new.text is None and not new.problem:
            self.say("correction_incomplete", r, "new_value", None, NEEDED["new_value"])
        elif not (old.problem or new.problem) and _same(old, new):
            self.say("correction_without_change", r, "new_value", old.text or new.text)
        said = {field: office.text_of(self.cell(r, field)) for field in _SAID}
        for field, text in said.items():
            if text is None:
                self.say("correction_incomplete", r, field, None, NEEDED[field])
        decided_on = self._day(r, year)
        if self.is_refused(before):
            return None
        old_cell, new_cell = (self.sheet.address(r, self.columns[field]) for field in ("old_value", "new_value"))
        return records.correction(
            sheet=self.sheet.name, row_number=r + 1,
            unit_code=unit and unit.unit_code, year=year, criterion_code=criterion, score_type=score_type,
            old_cell=old_cell, old_value=old.value, old_not_applicable=old.not_applicable,
            new_cell=new_cell, new_text=new.text, new_value=new.value, new_not_applicable=new.not_applicable,
            decided_on=decided_on, **said,
        )  # fmt: skip

    def _score(self, r: int, field: str) -> office.Score:
        score = office.score(self.sheet, r, self.columns[field], KIND, self.context)
        if score.problem:
            self.say(score.problem, r, field, score.text, "số", what="giá trị đính chính")
        return score

    def _day(self, r: int, year: int | None) -> date | None:
        value = self.cell(r, "decided_on")
        if value == "":
            self.say("correction_incomplete", r, "decided_on", None, NEEDED["decided_on"])
            return None
        day = self.day(r, "decided_on", value)
        if day and year is not None and day.year < year:
            self.say("date_implausible", r, "decided_on", f"{day:%d/%m/%Y}", str(year))
        return day


def _same(old: office.Score, new: office.Score) -> bool:
    return (old.value, old.not_applicable) == (new.value, new.not_applicable)


def check(rows: list[tuple], context: Context) -> list[Finding]:
    """Findings on typed rows under the reference of `context`: old and new value must be scores of the criterion."""
    out: list[Finding] = []
    for row in rows:
        sheet, cell, code, value = row.sheet, row.new_cell, row.criterion_code, row.new_value
        framework, rule = _rule(row.unit_code, row.year, code, context)
        if framework is None:
            out.append(finding("unknown_unit", sheet, cell, row.unit_code, "mã trong danh mục đơn vị"))
            continue
        if rule is None:
            out.append(finding("unknown_criterion", sheet, cell, code, framework.framework_name))
            continue
        for place, number in ((row.old_cell, row.old_value), (cell, value)):
            if number is not None and (place != cell or not rule.excluded):
                points, places = values.decimal_of(number)
                out += score_findings(rule, framework.decimals, number, points, places, sheet, place)
        if value is not None and rule.excluded:
            words = {"criterion": code, "reason": rule.excluded}
            out.append(finding("not_applicable_with_score", sheet, cell, vietnamese(value), None, **words))
        elif row.new_not_applicable and row.score_type == "self" and not (rule.unit_may_mark_na or rule.excluded):
            out.append(finding("not_applicable_not_allowed", sheet, cell, None, None, criterion=code))
    return out


def _rule(unit_code: str, year: int, code: str, context: Context) -> tuple[Framework | None, Rule | None]:
    unit = context.units.get(unit_code)
    framework = context.framework_of(year, unit.block_code) if unit else None
    if framework is None:
        return None, None
    rules = context.rules(framework, unit.block_code, year)
    return context.frameworks[framework], rules.get(code)
