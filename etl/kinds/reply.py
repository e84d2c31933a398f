"""Replies (giải trình): a unit's own, or the table of replies with the final scores that Phòng Tư pháp issues.

A table with a column of units is the office's and must say so; only there a final score counts. In a unit's own
reply a final value is ignored, the proposed score is kept as what it is: a proposal.
"""

from __future__ import annotations

import hashlib

from etl.kinds import assessed, consolidated, locate, office
from etl.kinds.locate import Table
from etl.kinds.self_assessment import identify, score_findings
from etl.read import values
from etl.read.findings import finding, vietnamese
from etl.read.model import AMBIGUOUS, Finding, ParsedFile
from etl.read.text import label_key
from etl.read.workbook import Document
from etl.reference.context import Context, Framework

KIND = "reply"
NEEDED = {"criterion_code|criterion_name": "Tiêu chí"}
NEEDED_OF_OFFICE = {"unit": "Đơn vị", **NEEDED}
_SAYS = ("answer", "reply_text", "evidence", "proposed_points")  # what makes a row a reply


def find(document: Document, context: Context) -> list[Table]:
    """The tables of the document that have a header of this kind."""
    headers = context.headers.get(KIND, {})
    tables = (locate.find_table(sheet, headers, _is_enough) for sheet in document.visible)
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
            framework = reader.framework(unit.unit_code, year, table, table.top)
            if framework:
                reader.read_own(table, unit.unit_code, year, framework)
    _finish(parsed, reader, years, context)
    return parsed


def _finish(parsed: ParsedFile, reader: _Reader, years: set, context: Context) -> None:
    parsed.framework_code = None
    parsed.rows["raw.reply"] = reader.rows
    parsed.rows["raw.consolidated_score"] = reader.finals
    parsed.row_count, parsed.rows_in = reader.row_count, reader.rows_in
    parsed.year = years.pop() if len(years) == 1 else None
    units = {row[0] for row in reader.rows} | {row[1] for row in reader.finals}
    parsed.unit_code = parsed.unit_code or (units.pop() if len(units) == 1 else None)
    if not reader.row_count and not parsed.has_error:
        parsed.findings.append(finding("no_rows"))
    parsed.findings += check(reader.rows, None, None, None, context, parsed.assessment_code)
    parsed.findings += consolidated.check(reader.finals, None, None, None, context, parsed.assessment_code)
    said = [repr((*row[:3], *row[4:5], *row[6:11])) for row in reader.rows]
    said += [repr((*row[:4], row[7], row[8])) for row in reader.finals]
    parsed.content_hash = hashlib.sha256(
        ("\n".join(sorted(said)) + (parsed.assessment_code or "")).encode()
    ).hexdigest()


class _Reader:
    """Collects the rows of the tables of one workbook."""

    def __init__(self, document: Document, context: Context, findings: list[Finding]) -> None:
        self.context, self.findings = context, findings
        self.blanks = context.words(KIND, "blank")
        self.totals = context.words(KIND, "total_row")
        self.rows: list[tuple] = []
        self.finals: list[tuple] = []
        self.row_count = 0
        self.rows_in = 0  # rows that say something of a criterion
        self.seen: dict[tuple, str] = {}  # (unit, year, criterion) → cell
        self.assessment_code: str | None = None

    def framework(self, unit_code: str, year: int, table: Table, r: int) -> Framework | None:
        """The framework of unit and year; said where there is none."""
        block = self.context.units[unit_code].block_code
        code = self.context.framework_of(year, block, self.assessment_code)
        if code is None:
            self._say("no_framework", table, r, None, str(year), block)
            return None
        return self.context.frameworks[code]

    def read_own(self, table: Table, unit_code: str, year: int, framework: Framework) -> None:
        """The reply of one unit; a final value in it is ignored."""
        for r in self._lines(table):
            code = self._criterion(table, r, framework)
            final = self._cell(table, r, "final_points")
            if code and final != "" and label_key(str(final)) not in self.blanks:
                shown = values.as_received(final)
                self._say("final_by_unit_ignored", table, r, "final_points", shown, criterion=code)
            if code and self._is_new(table, r, unit_code, year, code):
                self._reply(table, r, unit_code, year, code, "unit")

    def read_office(self, table: Table, year: int) -> None:
        """The table of replies: the units' answers, and the final scores."""
        last, name = table.first - 1, ""
        for r in self._lines(table):
            last = r
            name = self._cell(table, r, "unit") or name  # merged cells: the name stands once
            if type(name) is not str or not name.strip():
                self._say("unit_without_name", table, r, "unit")
                continue
            match = self.context.find_unit(name, year)
            if match.problem:
                self._say(match.problem, table, r, "unit", name, match.expected, year=year)
                continue
            unit_code = match.unit.unit_code
            framework = self.framework(unit_code, year, table, r)
            code = self._criterion(table, r, framework) if framework else None
            if code and self._is_new(table, r, unit_code, year, code):
                self._reply(table, r, unit_code, year, code, "office")
                self._final(table, r, unit_code, year, code)
        if not office.is_issued(table.sheet, table.top, last, self.context):
            issuer = self.context.setting("office_name", "Phòng Tư pháp")
            self._say("issuer_missing", table, table.top, None, None, issuer)

    def _lines(self, table: Table) -> list[int]:
        """Rows that say something of a criterion: no totals, no groups, no signatures."""
        said = [table.columns[f] for f in (*_SAYS, "final_points") if f in table.columns]
        lines = []
        for r in range(table.first, len(table.sheet.rows)):
            row = table.sheet.rows[r]
            labels = [self._cell(table, r, f) for f in ("criterion_code", "criterion_name", "unit")]
            named = any(label != "" for label in labels[:2])
            filled = any(row[column] != "" and label_key(str(row[column])) not in self.blanks for column in said)
            is_total = any(locate.starts_with(label, self.totals) for label in labels)
            is_group = locate.is_roman(labels[0])
            if named and filled and not (is_total or is_group or locate.is_numbering(row)):
                lines.append(r)
        self.rows_in += len(lines)
        return lines

    def _criterion(self, table: Table, r: int, framework: Framework) -> str | None:
        raw, name = (self._cell(table, r, f) for f in ("criterion_code", "criterion_name"))
        named = office.criterion(framework, raw, name)
        if named.problem == "unknown_criterion" and "unit" in table.columns and name == "":
            named = office.criterion(framework, "", raw)
        if named.problem:
            field = "criterion_code" if "criterion_code" in table.columns else "criterion_name"
            self._say(named.problem, table, r, field, named.found, named.expected)
        return named.code

    def _is_new(self, table: Table, r: int, unit_code: str, year: int, code: str) -> bool:
        key, cell = (unit_code, year, code), table.sheet.address(r, 0)
        first = self.seen.setdefault(key, cell)
        if first != cell:
            self._say("criterion_twice", table, r, "criterion_code", code, first)
        return first == cell

    def _reply(self, table: Table, r: int, unit_code: str, year: int, code: str, issuer: str) -> None:
        """One reply; a row of the office without any is only a final score."""
        self.row_count += 1
        written, reply_text, evidence, proposed = (self._cell(table, r, f) for f in _SAYS)
        said = office.answer(written, self.context)
        answer_text, text = office.text_of(written), office.text_of(reply_text)
        if answer_text in self.blanks:
            answer_text = None
        if answer_text and said is None:
            self._say("answer_unclear", table, r, "answer", answer_text, "Đồng ý, Không đồng ý")
        if said == "disagree" and text is None:
            self._say("reply_without_reason", table, r, "answer", answer_text, criterion=code)
        points = office.Score(None)
        if proposed != "":
            column = table.columns["proposed_points"]
            points = office.score(table.sheet, r, column, KIND, self.context)
            if points.problem:
                what = f"điểm đề nghị, tiêu chí {code}"
                self._say(points.problem, table, r, "proposed_points", points.text, "số", what=what)
        if not any((answer_text, text, office.text_of(evidence), points.text)):
            return
        cells = [self._address(table, r, f) for f in ("answer", "reply_text", "proposed_points")]
        self.rows.append(
            (unit_code, year, code, table.sheet.name, issuer, cells[0] or cells[1] or cells[2], said, answer_text,
             text, office.text_of(evidence), points.text, points.value, points.not_applicable, cells[2])
        )  # fmt: skip

    def _final(self, table: Table, r: int, unit_code: str, year: int, code: str) -> None:
        if "final_points" not in table.columns:
            return
        column = table.columns["final_points"]
        score = office.score(table.sheet, r, column, KIND, self.context)
        if score.problem:
            what = f"điểm sau giải trình, tiêu chí {code}"
            self._say(score.problem, table, r, "final_points", score.text, "số", what=what)
        elif score.value is not None or score.not_applicable:
            cell = table.sheet.address(r, column)
            self.finals.append(
                (year, unit_code, code, "final", table.sheet.name, cell, score.text, score.value,
                 score.not_applicable)
            )  # fmt: skip

    def _cell(self, table: Table, r: int, field: str):
        column = table.columns.get(field)
        return "" if column is None else table.sheet.rows[r][column]

    def _address(self, table: Table, r: int, field: str) -> str | None:
        """Address of a cell that is filled."""
        filled = self._cell(table, r, field) != ""
        return table.sheet.address(r, table.columns[field]) if filled else None

    def _say(self, code: str, table: Table, r: int, field: str | None, found=None, expected=None, **words) -> None:
        cell = table.sheet.address(r, table.columns.get(field, 0))
        self.findings.append(finding(code, table.sheet.name, cell, found, expected, **words))


def check(
    rows: list[tuple], unit_code, year, framework_code, context: Context, assessment_code: str | None = None
) -> list[Finding]:
    """Findings on typed rows under the reference of `context`: the criterion exists, a proposal is a possible score."""
    out: list[Finding] = []
    for unit, year_, code, sheet, _, cell, _, _, _, _, _, value, _, proposed_cell in rows:
        known = context.units.get(unit)
        framework = context.framework_of(year_, known.block_code, assessment_code) if known else None
        if framework is None:
            out.append(finding("unknown_unit", sheet, cell, unit, "mã trong danh mục đơn vị"))
            continue
        rule = context.rules(framework, known.block_code, year_).get(code)
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
