"""The table of verified or final scores that Phòng Tư pháp issues: units down, criteria across."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from etl import locate, values
from etl.cell_facts import SHOWN_ERROR
from etl.context import CODE, Context, Unit
from etl.findings import finding, vietnamese
from etl.locate import Table
from etl.model import Finding, ParsedFile
from etl.read_workbook import Document, Sheet
from etl.self_assessment import score_findings
from etl.text import label_key, normalise_key

KIND = "consolidated"
NEEDED = {"unit": "Đơn vị"}


def find(document: Document, context: Context) -> list[Table]:
    """The tables of the document that have a header of this kind."""
    headers = context.code_headers(KIND)
    tables = (locate.find_table(sheet, headers, _is_enough) for sheet in document.visible)
    return [table for table in tables if table]


def _is_enough(columns: dict[str, int]) -> bool:
    return sum(field.startswith(CODE) for field in columns) >= 2 and not columns.keys() & {
        "self_points"
    }


def parse(document: Document, context: Context, tables: list[Table] | None = None) -> ParsedFile:
    """Rows of raw.consolidated_score, with all findings at once."""
    parsed = ParsedFile(KIND, document.ext, findings=document.findings)
    headers = context.code_headers(KIND)
    reader = _Reader(document, context, parsed.findings)
    years = set()
    for table in find(document, context) if tables is None else tables:
        parsed.findings += locate.header_findings(table, NEEDED, headers)
        _refuse_number_codes(table, context, parsed.findings)
        year, score_type = _title(table, context, parsed.findings)
        years.add(year)
        if year and score_type and "unit" in table.columns:
            reader.read(table, year, score_type)
    rows = reader.rows
    parsed.rows["raw.consolidated_score"] = rows
    parsed.row_count = len(rows)
    parsed.year = years.pop() if len(years) == 1 else None
    units = {row[1] for row in rows}
    parsed.unit_code = units.pop() if len(units) == 1 else None
    if not rows and not parsed.has_error:
        parsed.findings.append(finding("no_rows"))
    parsed.findings += check(rows, None, None, None, context)
    said = sorted((*row[:4], row[7] or "", row[8]) for row in rows)
    parsed.content_hash = hashlib.sha256(repr(said).encode()).hexdigest()
    return parsed


def _refuse_number_codes(table: Table, context: Context, findings: list[Finding]) -> None:
    """A header 1.1 kept as a number may be criterion 1.1 or 1.10."""
    for column in table.header:
        value = table.sheet.rows[column.row][column.column]
        number = values.number(value) if type(value) is not str else None
        if number is None:
            continue
        codes = {c for f in context.frameworks.values() for c in f.codes_of_number.get(number, [])}
        if len(codes) > 1:
            cell = table.sheet.address(column.row, column.column)
            findings.append(
                finding(
                    "unknown_header", table.sheet.name, cell, number, "mã tiêu chí ghi dạng chữ"
                )
            )


def _title(
    table: Table, context: Context, findings: list[Finding]
) -> tuple[int | None, str | None]:
    """Year and score type of a table, from the lines above it; says what is missing."""
    sheet = table.sheet
    identity = locate.read_identity([(sheet, table.top, True)], KIND, context)
    year = locate.settle_year(identity, findings, sheet.name)
    word = normalise_key("điểm " + context.setting("verification_word", "thẩm định"))
    score_type = None
    if any(words in identity.text for words in context.words(KIND, "title_final")):
        score_type = "final"
    elif any(words in identity.text for words in [*context.words(KIND, "title_verified"), word]):
        score_type = "verified"
    else:
        findings.append(finding("score_type_unknown", sheet.name))
    office = context.setting("office_name", "Phòng Tư pháp")
    if normalise_key(office) not in identity.text + "\n" + _below(table):
        findings.append(finding("issuer_missing", sheet.name, None, None, office))
    return year, score_type


def _below(table: Table) -> str:
    """Keys of what stands below the last row that has a score: the signature."""
    columns = [column for field, column in table.columns.items() if field.startswith(CODE)]
    rows = table.sheet.rows
    last = len(rows) - 1
    while last >= table.first and all(rows[last][column] == "" for column in columns):
        last -= 1
    cells = (cell for row in rows[last + 1 :] for cell in row if type(cell) is str and cell)
    return "\n".join(normalise_key(cell) for cell in cells)


class _Reader:
    """Collects the rows of the tables of one workbook."""

    def __init__(self, document: Document, context: Context, findings: list[Finding]) -> None:
        self.ext, self.context, self.findings = document.ext, context, findings
        self.not_applicable = set(context.words(KIND, "not_applicable"))
        self.blanks = set(context.words(KIND, "blank"))
        self.totals = context.words(KIND, "total_row")
        self.rows: list[tuple] = []
        self.seen: dict[tuple, str] = {}  # (unit, year, score type) → row
        self.out_of_scope: set[tuple] = set()

    def read(self, table: Table, year: int, score_type: str) -> None:
        """One table, row by row."""
        sheet, columns = table.sheet, table.columns
        unit_at = columns["unit"]
        ordinal_at, total_at = columns.get("ordinal"), columns.get("total")
        scored = [
            (column, field.removeprefix(CODE))
            for field, column in columns.items()
            if field.startswith(CODE)
        ]
        self.told = False
        for r in range(table.first, len(sheet.rows)):
            row = sheet.rows[r]
            if not any(value != "" for value in row) or locate.is_numbering(row):
                continue
            name = row[unit_at]
            if any(locate.starts_with(cell, self.totals) for cell in row[: unit_at + 1]):
                continue
            filled = any(row[column] != "" for column, _ in scored)
            ordinal = row[ordinal_at] if ordinal_at is not None else ""
            if type(name) is not str or not name.strip():
                if filled:
                    self._say("unit_without_name", sheet, r, unit_at, None, None)
                continue
            if not filled and (ordinal == "" or locate.is_roman(ordinal)):
                continue  # a heading of a block, a note or a signature
            match = self.context.find_unit(name, year)
            if match.problem:
                self._say(match.problem, sheet, r, unit_at, name, match.expected, year=year)
                continue
            unit = match.unit
            key = (unit.unit_code, year, score_type)
            if key in self.seen:
                self._say("unit_twice", sheet, r, unit_at, name, self.seen[key])
                continue
            self.seen[key] = f"{r + 1}"
            if not self.context.in_scope(unit, year) and key[:2] not in self.out_of_scope:
                self.out_of_scope.add(key[:2])
                self._say("unit_not_in_scope", sheet, r, unit_at, unit.unit_name, None, year=year)
            self._row(sheet, r, row, unit, year, score_type, scored, total_at)

    def _row(
        self,
        sheet: Sheet,
        r: int,
        row: list,
        unit: Unit,
        year: int,
        score_type: str,
        scored,
        total_at,
    ) -> None:
        total = Decimal(0)
        readable = True
        for column, code in scored:
            value = row[column]
            marked, number = False, None
            if value == "":
                trouble = sheet.trouble(r, column)
                if trouble == "cannot_tell_empty" and self.told:
                    continue
                if trouble:
                    self.told = self.told or trouble == "cannot_tell_empty"
                    self._say(trouble, sheet, r, column, self.ext, None)
                    readable = False
                continue
            if type(value) is str:
                key = label_key(value)
                marked = key in self.not_applicable
                if not marked and (key in self.blanks or not value.strip()):
                    continue
            if not marked:
                number = values.number(value)
                if number is None:
                    what = f"tiêu chí {code}"
                    text = values.as_received(value)
                    problem = "error_cell" if SHOWN_ERROR.fullmatch(text) else "not_a_number"
                    self._say(problem, sheet, r, column, text, "số", what=what)
                    readable = False
                    continue
                total += values.decimal_of(number)[0]
            cell = sheet.address(r, column)
            text = values.as_received(value)
            self.rows.append(
                (year, unit.unit_code, code, score_type, sheet.name, cell, text, number, marked)
            )
        if total_at is None or not readable:
            return
        stated = values.number(row[total_at]) if row[total_at] != "" else None
        if stated is not None and values.decimal_of(stated)[0] != total:
            difference = abs(values.decimal_of(stated)[0] - total)
            shown = [
                vietnamese(values.canonical(n))
                for n in (values.decimal_of(stated)[0], total, difference)
            ]
            self._say("total_mismatch", sheet, r, total_at, shown[0], shown[1], difference=shown[2])

    def _say(
        self, code: str, sheet: Sheet, row: int, column: int, found, expected, **words
    ) -> None:
        self.findings.append(
            finding(code, sheet.name, sheet.address(row, column), found, expected, **words)
        )


def check(rows: list[tuple], unit_code, year, framework_code, context: Context) -> list[Finding]:
    """Findings on typed rows under the reference of `context`; unit, year and framework come from the rows."""
    out: list[Finding] = []
    known: dict[tuple, tuple] = {}
    for year_, unit_code_, code, _, sheet, cell, _, value, _ in rows:
        key = (unit_code_, year_)
        if key not in known:
            known[key] = _rules(unit_code_, year_, sheet, context, out)
        framework, rules = known[key]
        if framework is None:
            continue
        rule = rules.get(code)
        if rule is None:
            out.append(finding("unknown_criterion", sheet, cell, code, framework.framework_name))
        elif value is not None and rule.excluded:
            words = {"criterion": code, "reason": rule.excluded}
            out.append(
                finding("not_applicable_with_score", sheet, cell, vietnamese(value), None, **words)
            )
        elif value is not None:
            points, places = values.decimal_of(value)
            out += score_findings(
                code, rule.max_points, framework.decimals, value, points, places, sheet, cell
            )
    return out


def _rules(unit_code: str, year: int, sheet: str, context: Context, out: list[Finding]) -> tuple:
    unit = context.units.get(unit_code)
    if unit is None:
        out.append(finding("unknown_unit", sheet, None, unit_code, "mã trong danh mục đơn vị"))
        return None, {}
    code = context.framework_of(year, unit.block_code)
    if code is None:
        out.append(finding("no_framework", sheet, None, str(year), unit.block_code))
        return None, {}
    return context.frameworks[code], context.rules(code, unit.block_code, year)
