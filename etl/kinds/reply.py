"""Replies (giải trình): a unit's own, or the table of replies with the final scores that Phòng Tư pháp issues.

A table with a column of units is the office's and must say so; only there a final score counts. In a unit's own
reply a final value is ignored, the proposed score is kept as what it is: a proposal.
"""

from __future__ import annotations

import hashlib
from operator import attrgetter

from etl.kinds import assessed, consolidated, locate, office
from etl.kinds.locate import Table
from etl.kinds.rows import RowReader, only
from etl.kinds.self_assessment import identify, score_findings
from etl.read import values
from etl.read.findings import finding, vietnamese
from etl.read.model import AMBIGUOUS, Finding, ParsedFile
from etl.read.text import label_key
from etl.read.workbook import Document
from etl.reference.context import Context, Unit
from warehouse import records

KIND = "reply"
NEEDED = {"criterion_code|criterion_name": "Tiêu chí"}
NEEDED_OF_OFFICE = {"unit": "Đơn vị", **NEEDED}
_SAYS = ("answer", "reply_text", "evidence", "proposed_points")  # what makes a row a reply
# what two files with the same replies have in common, wherever it stands
_SAME = attrgetter(
    "unit_code", "year", "criterion_code", "issuer", "answer", "answer_text", "reply_text", "evidence", "proposed_text"
)
_SAME_FINAL = attrgetter("year", "unit_code", "criterion_code", "score_type", "value", "not_applicable")


def find(document: Document, context: Context) -> list[Table]:
    """The tables of the document that have a header of this kind."""
    headers = context.headers.get(KIND, {})
    tables = (locate.find_table(sheet, headers, context, _is_enough) for sheet in document.visible)
    return [_with_codes(table) for table in tables if table]


def _is_enough(table: Table) -> bool:
    columns = table.columns
    named = "criterion_code" in columns or "criterion_name" in columns
    named = named or ("ordinal" in columns and "unit" not in columns)
    return named and ("answer" in columns or "proposed_points" in columns)


def _with_codes(table: Table) -> Table:
    """Where no column is said to hold the codes, the running numbers are the codes, or the names alone decide."""
    if "ordinal" in table.columns and "unit" not in table.columns:
        table.columns.setdefault("criterion_code", table.columns["ordinal"])
    return table


def parse(document: Document, context: Context, tables: list[Table] | None = None) -> ParsedFile:
    """Rows of raw.reply, and of raw.consolidated_score where the office gives final scores."""
    parsed = ParsedFile(KIND, document.ext, findings=document.findings)
    tables = find(document, context) if tables is None else tables
    by_office = [table for table in tables if "unit" in table.columns]
    own = [table for table in tables if "unit" not in table.columns]
    reader = _Reader(document, context, parsed.findings)
    years = set()
    for table in by_office:
        needed = NEEDED_OF_OFFICE
        parsed.findings += locate.header_findings(table, needed, context.headers.get(KIND, {}))
        identity = locate.read_identity([(table.sheet, table.top, True)], KIND, context)
        year = locate.settle_year(identity, parsed.findings, table.sheet.name)
        years.add(year)
        if year:
            found = assessed.of_table(context, year, identity.text, table.sheet.name, parsed.findings)
            parsed.assessment_code = reader.assessment_code = found
            if found != AMBIGUOUS:
                reader.read_office(table, year)
    if own:
        for table in own:
            headers = context.headers.get(KIND, {})
            parsed.findings += locate.header_findings(table, NEEDED, headers)
        unit, year = identify(document, own, context, parsed)
        years.add(year)
        reader.assessment_code = parsed.assessment_code
        for table in own if unit and year else ():
            reader.read_own(table, unit, year)
    _finish(parsed, reader, years, context)
    return parsed


def _finish(parsed: ParsedFile, reader: _Reader, years: set, context: Context) -> None:
    parsed.framework_code = None
    parsed.rows["raw.reply"] = reader.rows
    parsed.rows["raw.consolidated_score"] = reader.finals
    parsed.row_count, parsed.rows_in = reader.row_count, reader.rows_in
    parsed.year = only(years)
    parsed.unit_code = parsed.unit_code or only(row.unit_code for row in (*reader.rows, *reader.finals))
    if not reader.row_count and not parsed.has_error:
        parsed.findings.append(finding("no_rows"))
    parsed.findings += check(reader.rows, context, parsed.assessment_code)
    parsed.findings += consolidated.check(reader.finals, context, parsed.assessment_code)
    said = [repr(_SAME(row)) for row in reader.rows] + [repr(_SAME_FINAL(row)) for row in reader.finals]
    parsed.content_hash = hashlib.sha256(
        ("\n".join(sorted(said)) + (parsed.assessment_code or "")).encode()
    ).hexdigest()


class _Reader(RowReader):
    """Collects the rows of the tables of one workbook."""

    def __init__(self, document: Document, context: Context, findings: list[Finding]) -> None:
        super().__init__(KIND, document, context, findings)
        self.blanks = context.words(KIND, "blank")
        self.rows: list[tuple] = []
        self.finals: list[tuple] = []
        self.row_count = 0
        self.seen: dict[tuple, str] = {}  # (unit, year, criterion) → cell

    def read_own(self, table: Table, unit: Unit, year: int) -> None:
        """The reply of one unit; a final value in it is ignored."""
        self.open(table.sheet, table.columns)
        framework = self.framework_of(table.top, None, unit, year)
        for r in self._lines(table) if framework else ():
            code = self.criterion(r, framework)
            final = self.cell(r, "final_points")
            if code and final != "" and label_key(str(final)) not in self.blanks:
                shown = values.as_received(final)
                self.say("final_by_unit_ignored", r, "final_points", shown, criterion=code)
            if code and self._is_new(r, unit.unit_code, year, code):
                self._reply(r, unit.unit_code, year, code, "unit")

    def read_office(self, table: Table, year: int) -> None:
        """The table of replies: the units' answers, and the final scores."""
        self.open(table.sheet, table.columns)
        last, name = table.first - 1, ""
        for r in self._lines(table):
            last = r
            name = self.cell(r, "unit") or name  # merged cells: the name stands once
            unit = self.unit(r, "unit", name, year)
            framework = self.framework_of(r, None, unit, year) if unit else None
            code = self.criterion(r, framework) if framework else None
            if unit and code and self._is_new(r, unit.unit_code, year, code):
                self._reply(r, unit.unit_code, year, code, "office")
                self._final(r, unit.unit_code, year, code)
        if not office.is_issued(table.sheet, table.top, last, self.context):
            issuer = self.context.setting("office_name", "Phòng Tư pháp")
            self.say("issuer_missing", table.top, None, None, issuer)

    def _lines(self, table: Table) -> list[int]:
        """Rows that say something of a criterion: no totals, no groups, no signatures."""
        said = [table.columns[f] for f in (*_SAYS, "final_points") if f in table.columns]
        lines = []
        for r in range(table.first, len(table.sheet.rows)):
            row = table.sheet.rows[r]
            labels = [self.cell(r, f) for f in ("criterion_code", "criterion_name", "unit")]
            named = any(label != "" for label in labels[:2])
            filled = any(row[column] != "" and label_key(str(row[column])) not in self.blanks for column in said)
            is_total = any(locate.starts_with(label, self.totals) for label in labels)
            is_group = locate.is_roman(labels[0])
            if named and filled and not (is_total or is_group or locate.is_numbering(row)):
                lines.append(r)
        self.rows_in += len(lines)
        return lines

    def _is_new(self, r: int, unit_code: str, year: int, code: str) -> bool:
        key, cell = (unit_code, year, code), self.sheet.address(r, 0)
        first = self.seen.setdefault(key, cell)
        if first != cell:
            self.say("criterion_twice", r, "criterion_code", code, first)
        return first == cell

    def _reply(self, r: int, unit_code: str, year: int, code: str, issuer: str) -> None:
        """One reply; a row of the office without any is only a final score."""
        self.row_count += 1
        written, reply_text, evidence, proposed = (self.cell(r, f) for f in _SAYS)
        said = office.answer(written, self.context)
        answer_text, text = office.text_of(written), office.text_of(reply_text)
        if answer_text in self.blanks:
            answer_text = None
        if answer_text and said is None:
            self.say("answer_unclear", r, "answer", answer_text, "Đồng ý, Không đồng ý")
        if said == "disagree" and text is None:
            self.say("reply_without_reason", r, "answer", answer_text, criterion=code)
        points = office.Score(None)
        if proposed != "":
            points = office.score(self.sheet, r, self.columns["proposed_points"], KIND, self.context)
            if points.problem:
                what = f"điểm đề nghị, tiêu chí {code}"
                self.say(points.problem, r, "proposed_points", points.text, "số", what=what)
        if not any((answer_text, text, office.text_of(evidence), points.text)):
            return
        proposed_cell = self._address(r, "proposed_points")
        self.rows.append(
            records.reply(
                unit_code=unit_code, year=year, criterion_code=code, sheet=self.sheet.name, issuer=issuer,
                cell=self._address(r, "answer") or self._address(r, "reply_text") or proposed_cell,
                answer=said, answer_text=answer_text, reply_text=text, evidence=office.text_of(evidence),
                proposed_text=points.text, proposed_value=points.value, proposed_not_applicable=points.not_applicable,
                proposed_cell=proposed_cell,
            )
        )  # fmt: skip

    def _final(self, r: int, unit_code: str, year: int, code: str) -> None:
        if "final_points" not in self.columns:
            return
        column = self.columns["final_points"]
        score = office.score(self.sheet, r, column, KIND, self.context)
        if score.problem:
            what = f"điểm sau giải trình, tiêu chí {code}"
            self.say(score.problem, r, "final_points", score.text, "số", what=what)
        elif score.value is not None or score.not_applicable:
            self.finals.append(
                records.consolidated_score(
                    year=year, unit_code=unit_code, criterion_code=code, score_type="final", sheet=self.sheet.name,
                    cell=self.sheet.address(r, column), value_text=score.text, value=score.value,
                    not_applicable=score.not_applicable, reason=None, late_opinion=None, evidence_state=None, decided_how=None,
                )
            )  # fmt: skip

    def _address(self, r: int, field: str) -> str | None:
        """Address of a cell that is filled."""
        return self.sheet.address(r, self.columns[field]) if self.cell(r, field) != "" else None


def check(rows: list[tuple], context: Context, assessment_code: str | None = None) -> list[Finding]:
    """Findings on typed rows under the reference of `context`: the criterion exists, a proposal is a possible score."""
    out: list[Finding] = []
    for row in rows:
        code, sheet, cell, value, proposed_cell = (
            row.criterion_code, row.sheet, row.cell, row.proposed_value, row.proposed_cell,
        )  # fmt: skip
        known = context.units.get(row.unit_code)
        framework = context.framework_of(row.year, known.block_code, assessment_code) if known else None
        if framework is None:
            out.append(finding("unknown_unit", sheet, cell, row.unit_code, "mã trong danh mục đơn vị"))
            continue
        rule = context.rules(framework, known.block_code, row.year).get(code)
        name = context.frameworks[framework].framework_name
        if rule is None:
            out.append(finding("unknown_criterion", sheet, cell, code, name))
        elif value is not None and rule.excluded:
            words = {"criterion": code, "reason": rule.excluded}
            out.append(finding("not_applicable_with_score", sheet, proposed_cell, vietnamese(value), None, **words))
        elif value is not None:
            points, places = values.decimal_of(value)
            decimals = context.frameworks[framework].decimals
            out += score_findings(rule, decimals, value, points, places, sheet, proposed_cell)
    return out
