"""The unit's own workbook: one row per criterion with the self score."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter

from etl.kinds import arranged, assessed, locate, office, sub_criteria
from etl.kinds.locate import Table
from etl.kinds.rows import RowReader
from etl.read import values
from etl.read.findings import finding, vietnamese
from etl.read.model import AMBIGUOUS, Finding, ParsedFile
from etl.read.text import clean, label_key
from etl.read.workbook import IDENTIFICATION_SHEET, Document, Sheet
from etl.reference.context import Context, Framework, Rule, Unit, UnitMatch
from warehouse import records

KIND = "self_assessment"
NEEDED = {"criterion_code|criterion_name": "Mã tiêu chí", "self_points": "Điểm tự chấm"}
_COLUMNS = ("criterion_code", "criterion_name", "max_points", "self_points", "reported_pct", "verified_points",
            "evidence", "note")  # fmt: skip
_SUBJECT = attrgetter("unit_code", "year", "framework_code")
# Kinds of rows; a loose one names no criterion, so it says something only if it has a score.
_CRITERION, _GROUP, _GROUP_TOTAL, _TOTAL, _LOOSE = ("criterion", "group", "group total", "total", "loose")
_OF_WHOM = re.compile(
    r"(?:\bcủa|\s[-–—])\s+((?:(?!\bcủa\b|\s[-–—]\s).)+?)(?:[\s,;(–-]+năm\s+20\d\d)?[\s).]*$", re.IGNORECASE
)
_SUB = "sub"  # a part of the criterion above: a), b), –
_SUB_LABEL = re.compile(r"\(?[a-zđ]\s*[.)]|\(?[a-zđ]\)|[a-zđ]|[-+*•–—▪]+")
# the maximum, written behind the name of a criterion
_MOST_BEHIND = re.compile(r"\s*\((?:tối đa\s*)?\d+(?:[.,]\d+)?\s*(?:điểm|đ)\)\s*$", re.IGNORECASE)
_NUMBERED_SUB = re.compile(r"\(?(\d{1,2})\)")  # a part only where the numbers begin anew below a criterion
_SUB_NAME = re.compile(r"(?:\(?[a-zđ]\s*[.)]|[-+*•–—▪])\s*\S")
TYPING_SLIP, IMPOSSIBLE = 101, 500  # per cent: above the one a warning, above the other an error
MOST_SAID = 5  # findings of one sort in one table; more are one that says how many
_SCORES = ("self_points", "max_points", "reported_pct")


def find(document: Document, context: Context) -> list[Table]:
    """The tables of the document that have a header of this kind."""
    headers = context.headers.get(KIND, {})
    firsts = (locate.find_table(sheet, headers, context, _is_enough) for sheet in document.visible)
    tables = (arranged.below_unit(table, context) for table in firsts if table)
    parts = [_with_codes(part) for one in tables for part in arranged.tables_of(one, headers, context, _is_enough)]
    return arranged.without_lists(parts, context)


def _with_codes(table: Table) -> Table:
    """Where no column is said to hold the codes, the running numbers are the codes."""
    if "ordinal" in table.columns:
        table.columns.setdefault("criterion_code", table.columns["ordinal"])
    return table


def _is_enough(table: Table) -> bool:
    columns = table.columns
    named = any(field in columns for field in ("ordinal", "criterion_code", "criterion_name"))
    return named and any(field in columns for field in _SCORES)


def find_across(document: Document, context: Context) -> list[Table]:
    """Tables of one unit with the criteria across: a row of codes, and below it rows whose first cell is a word that
    heads a column in other forms, that of the scores among them."""
    headers = context.headers.get(KIND, {})
    return [table for sheet in document.visible for table in _across(sheet, headers, context)]


def _across(sheet: Sheet, headers: dict[str, str], context: Context) -> Iterator[Table]:
    read = 0  # rows that belong to a table that was found
    for top, row in enumerate(sheet.rows[: locate.SEARCHED_ROWS]):
        if top < read:
            continue
        keys = {label_key(v) if type(v) is str else values.number(v): c for c, v in enumerate(row) if v != ""}
        named = [
            (keys.keys() & f.code_of_key.keys(), keys.keys() & f.code_of_name.keys())
            for f in context.frameworks.values()
        ]
        said, field = max(
            [(codes, "criterion_code") for codes, _ in named] + [(names, "criterion_name") for _, names in named],
            key=lambda found: len(found[0]), default=(set(), ""),
        )  # fmt: skip
        first = min((keys[key] for key in said), default=0)
        if len(said) < (1 if read else 3) or not first:
            continue
        bottom, labels = top, set()
        for r in range(top + 1, len(sheet.rows)):
            label = next((v for v in reversed(sheet.rows[r][:first]) if v != ""), "")
            if label == "":
                break
            bottom = r
            labels.add(headers.get(label_key(label)) if type(label) is str else None)
        if labels & set(_SCORES):
            table = locate.read_header(sheet.turn(top, first - 1, bottom), 0, headers, context)
            header = [c for c in table.header if c.column]
            columns = {c.field: c.column for c in header if c.field} | {field: 0}
            read = bottom + 1
            yield table._replace(first=1, header=header, columns=columns)


def find_by_content(document: Document, context: Context) -> list[Table]:
    """Tables whose header nobody knows: a column that holds three codes or names of criteria of a framework."""
    headers = context.headers.get(KIND, {})
    known = [set(f.code_of_key) | set(f.code_of_name) for f in context.frameworks.values()]
    found = []
    for sheet in document.visible:
        rows = sheet.rows[:300]
        for column in range(min(len(rows[0]) if rows else 0, 30)):
            keys = [label_key(v) if type(v) is str else values.number(v) for v in (row[column] for row in rows)]
            hits = max(([i for i, key in enumerate(keys) if key in keys_of] for keys_of in known), key=len, default=[])
            if len(hits) < 3:
                continue
            top = hits[0] - 1
            while top >= 0 and sum(type(v) is str and v != "" for v in rows[top]) < 3:
                top -= 1
            if top >= 0:
                found.append(_with_codes(locate.read_header(sheet, top, headers, context)))
                break
    return found


def parse(document: Document, context: Context, tables: list[Table] | None = None) -> ParsedFile:
    """Rows of raw.self_assessment, with all findings at once."""
    parsed = ParsedFile(KIND, document.ext, findings=document.findings)
    tables = find(document, context) if tables is None else tables
    unit, year = identify(document, tables, context, parsed)
    headers = context.headers.get(KIND, {})
    tables = _of_year(tables, year, headers)
    for table in tables:
        parsed.findings += _header_findings(table, headers)
    if unit is None or year is None:
        return parsed
    code = context.framework_of(year, unit.block_code, parsed.assessment_code)
    if code is None:
        parsed.findings.append(finding("no_framework", None, None, str(year), unit.block_code))
        return parsed
    if parsed.framework_code not in (None, code):
        words = {"year": year}
        parsed.findings.append(
            finding("framework_mismatch", IDENTIFICATION_SHEET, None, parsed.framework_code, code, **words)
        )
        return parsed
    parsed.framework_code = code
    if not any("self_points" in table.columns for table in tables):
        return parsed  # the header is the finding, not each criterion without a score
    reader = _Reader(document, context, unit, year, context.frameworks[code])
    for table in tables:
        if "self_points" in table.columns:
            reader.read(table)
    reader.compare_totals()
    parsed.findings += _several_forms(reader.findings, tables)
    parsed.rows_in = reader.rows_in
    if reader.other_framework is not None or reader.is_unnamed:
        return parsed
    parsed.rows["raw.self_assessment"] = reader.rows
    parsed.row_count = len(reader.rows)
    if reader.complete:
        parsed.findings += check(
            reader.rows, unit.unit_code, year, code, context, reader.unreadable, parsed.assessment_code
        )
    if not context.in_scope(unit, year, parsed.assessment_code):
        parsed.findings.append(finding("unit_not_in_scope", None, None, unit.unit_name, year=year))
    parsed.content_hash = content_hash(reader.rows, parsed.assessment_code)
    return parsed


def _of_year(tables: list[Table], year: int | None, headers: dict[str, str]) -> list[Table]:
    """The tables of the year assessed; one that is that of a year before beside it is none."""
    settled = [locate.of_year(table, year, headers) for table in tables]
    scored = [table for table in settled if "self_points" in table.columns]
    earlier = [
        new for old, new in zip(tables, settled, strict=True) if "self_points" in old.columns and new not in scored
    ]
    return [table for table in settled if table not in earlier] if scored else settled


def _header_findings(table: Table, headers: dict[str, str]) -> list[Finding]:
    """What is wrong with a header; of one that wants ticks below the steps of a score only that."""
    if steps := arranged.ticked(table):
        sheet, first = table.sheet, steps[0]
        shown = ", ".join(f'"{step.text}"' for step in steps)
        return [finding("scores_ticked", sheet.name, sheet.address(first.row, first.column), shown)]
    return locate.header_findings(table, NEEDED, headers)


def _several_forms(findings: list[Finding], tables: list[Table]) -> list[Finding]:
    """Where two sheets or two parts of one hold the same form (a draft and the final one), that is the finding, not each
    criterion."""
    sheets = list(dict.fromkeys(table.sheet.name for table in tables if "self_points" in table.columns))
    twice = [f for f in findings if f.code == "criterion_twice"]
    if len(twice) <= MOST_SAID:
        return findings
    if len(sheets) > 1:
        twice = [f for f in twice if f.sheet != sheets[0]]
        shown = ", ".join(f'"{name}"' for name in sheets)
    else:
        shown = f'"{sheets[0]}": từ ô {twice[0].expected} và từ ô {twice[0].cell}'
    if len(twice) <= MOST_SAID:
        return findings
    rest = [f for f in findings if f not in twice]
    return [*rest, finding("several_forms", twice[0].sheet, None, shown)]


def content_hash(rows: list[tuple], assessment_code: str | None = None) -> str:
    """Of what the rows say, not of where and how it is written."""
    said = [
        f"{row.criterion_code}\t{row.self_value}\t{row.not_applicable}\t{row.reported_pct_value}"
        f"\t{clean(row.evidence or '')}\t{clean(row.note or '')}"
        for row in rows
    ]
    whose = (repr(_SUBJECT(rows[0])) if rows else "") + (assessment_code or "")
    return hashlib.sha256("\n".join([whose, *sorted(said)]).encode()).hexdigest()


def identify(
    document: Document, tables: list[Table], context: Context, parsed: ParsedFile
) -> tuple[Unit | None, int | None]:
    """Unit and year, and the assessment in `parsed`: from the hidden sheet of our template, else from the lines above the table; where both
    speak they must agree."""
    tops: dict[str, int] = {}  # of the first table of each sheet
    for table in tables:
        tops.setdefault(table.sheet.name, table.sheet.turned[0] if table.sheet.turned else table.top)
    blocks = [(sheet, tops.get(sheet.name, 30), sheet.name in tops) for sheet in document.visible]
    identity = locate.read_identity(blocks, KIND, context)
    identity.units.extend(_units_over_scores(tables, context))
    hidden = hidden_identity(document)
    place = tables[0].sheet.name if tables else None
    stated = values.year(hidden.get("year", ""))
    visible = None
    if not stated or identity.years or identity.title_years:
        visible = locate.settle_year(identity, parsed.findings, place)
        if visible is None and len(tops) > 1 and parsed.findings[-1].code == "year_ambiguous":
            sheets = ", ".join(f'"{name}"' for name in tops)
            parsed.findings[-1] = finding("several_forms", place, None, sheets)
    if stated and visible and stated != visible:
        parsed.findings.append(finding("identity_conflict", place, None, f"năm {visible}", f"năm {stated}"))
    parsed.year = year = stated or visible
    parsed.framework_code = hidden.get("framework_code") or None
    unit = None
    if not hidden.get("unit_code") or identity.units:
        unit = _visible_unit(identity, year, place, context, parsed.findings, hidden.get("unit_code", ""))
    if code := hidden.get("unit_code"):
        known = context.units.get(code)
        if known is None:
            parsed.findings.append(
                finding("unknown_unit", IDENTIFICATION_SHEET, None, code, "mã trong danh mục đơn vị")
            )
        elif unit is not None and unit != known:
            words = (f"đơn vị {unit.unit_name}", f"đơn vị {known.unit_name}")
            parsed.findings.append(finding("identity_conflict", place, None, *words))
        unit = known
    parsed.unit_code = unit.unit_code if unit else None
    if unit and year:
        found = assessed.of_unit(context, unit, year, hidden, identity.text, place, parsed.findings)
        parsed.assessment_code = found
        if found == AMBIGUOUS:
            return None, year
    return unit, year


def _units_over_scores(tables: list[Table], context: Context) -> Iterator[tuple[str, str, str]]:
    """Names of units that head the scores."""
    for table in tables:
        for column in table.header:
            if column.field == "self_points" and context.is_unit_name(column.text):
                yield column.text, table.sheet.name, table.sheet.address(column.row, column.column)


def hidden_identity(document: Document) -> dict[str, str]:
    """Key → value of the identification sheet; empty where there is none."""
    for sheet in document.sheets:
        if sheet.name == IDENTIFICATION_SHEET:
            pairs = [(row[0], row[1]) for row in sheet.rows if len(row) > 1]
            return {str(key).strip(): values.as_received(value) or "" for key, value in pairs}
    return {}


def _visible_unit(
    identity, year: int | None, place: str | None, context: Context, findings: list, hidden_code: str
) -> Unit | None:
    """The unit that the header names; exactly one. Of two that bore the name in that year the one that the hidden sheet of
    our template names."""
    if not identity.units:
        unit = None if identity.asks_unit else _unit_of_heading(identity, year, context, findings)
        if unit is None:
            findings.append(finding("unit_missing", place, None, None, "Đơn vị"))
        return unit
    units = {}
    for name, sheet, cell in identity.units:
        match = context.find_unit(name, year) if year else context.find_unit_ever(name)
        known = context.units.get(hidden_code)
        if match.problem == "unit_ambiguous" and known and context.unit_key(known.unit_name) == context.unit_key(name):
            match = UnitMatch(known)
        if match.problem:
            findings.append(finding(match.problem, sheet, cell, name, match.expected, year=year))
        if match.unit:
            units[match.unit.unit_code] = (match, name)
        elif match.problem:
            return None
    if len(units) > 1:
        findings.append(finding("several_units", place, None, "; ".join(name for _, name in units.values())))
        return None
    return next(iter(units.values()))[0].unit


def _unit_of_heading(identity, year: int | None, context: Context, findings: list) -> Unit | None:
    """The one unit whose name is a whole line of the letterhead, or ends one behind `của` or a dash, in a form without a label for it.
    The office that
    makes the forms stands in many letterheads, so it is never taken from there."""
    office = context.unit_key(context.setting("office_name", "Phòng Tư pháp"))
    found = {}
    for line, sheet, cell in identity.headings:
        name = next((n for n in (line, *_OF_WHOM.findall(line)) if context.is_unit_name(n)), None)
        if name is None or context.unit_key(name) == office:
            continue
        match = context.find_unit(name, year) if year else context.find_unit_ever(name)
        if match.unit and not match.problem:
            found.setdefault(match.unit.unit_code, (match.unit, sheet, cell, line))
    if len(found) != 1:
        return None
    unit, sheet, cell, line = found.popitem()[1]
    findings.append(finding("unit_from_heading", sheet, cell, line.strip(), unit.unit_name))
    return unit


class _Reader(RowReader):
    """Collects the rows of the tables of one workbook."""

    def __init__(self, document: Document, context: Context, unit: Unit, year: int, framework: Framework) -> None:
        super().__init__(KIND, document, context, [])
        self.whose, self.framework = (unit.unit_code, year, framework.framework_code), framework
        self.rules = context.rules(framework.framework_code, unit.block_code, year)
        self.not_applicable = set(context.words(KIND, "not_applicable"))
        self.blanks = set(context.words(KIND, "blank"))
        self.group_totals = context.words(KIND, "group_total_row")
        self.rows: list[tuple] = []
        self.seen: dict[str, str] = {}  # criterion → cell
        self.unreadable: set[str] = set()  # criteria whose score cell could not be read
        self.subs: dict[str, list[tuple]] = {}  # criterion → rows that are parts of it, with their scores
        self.wholes: set[str] = set()  # criteria with parts that have a score of their own
        self.part_sums: dict[str, Decimal] = {}  # criterion → what its parts have
        self.whole_sum = Decimal(0)  # of all tables
        self.stated: list[tuple] = []  # totals that the form says: sheet, row, column, value, what they may be
        self.shares: list[tuple] = []  # score cells that are percentages
        self.strange = 0  # rows that do not fit the framework
        self.other_framework: Framework | None = None
        self.is_unnamed = False  # nearly no row says a criterion that anybody knows

    @property
    def complete(self) -> bool:
        """Whether the rows are worth checking."""
        return self.other_framework is None

    def read(self, table: Table) -> None:
        """One table, row by row. What the columns of codes and names say is the same in every file of one form,
        so that part is worked out once per form."""
        sheet, columns = table.sheet, table.columns
        self.open(sheet, columns)
        code_at, name_at, max_at, self_at, pct_at, verified_at, evidence_at, note_at = map(columns.get, _COLUMNS)
        entries, problems, strange = self._form(table, code_at, name_at)
        header = {_keys(row) for row in sheet.rows[table.top : table.first]}
        score_word = next((_keys([sheet.rows[c.row][self_at]]) for c in table.header if c.column == self_at), None)
        for problem in problems:
            self.say(*problem)
        self.strange += strange
        self.rows_in += sum(what is _CRITERION for _, what, _ in entries)
        self.rows_in += sum(problem[0] == "criterion_conflict" for problem in problems)
        before = len(self.findings) - len(problems)
        self.group_sum = self.total_sum = Decimal(0)
        self.subtotal = None  # (row, value) of a total written in a group's own row
        self.total_seen = False
        self.last_criterion = max((r for r, what, _ in entries if what is _CRITERION), default=0)
        self_cells = sheet.addresses(self_at)
        pct_cells = sheet.addresses(pct_at) if pct_at is not None else []
        percent_formats = sheet.percent_formats(pct_at) if pct_at is not None else {}
        shares = sheet.percent_formats(self_at)
        unit_code, year, framework_code = self.whose
        seen, rules, float_text, decimal_of = (self.seen, self.rules, values.float_text, values.decimal_of)
        for r, what, code in entries:
            row = sheet.rows[r]
            if what is _SUB:
                self.subs.setdefault(code, []).append((r, row[self_at]))
                continue
            if what is not _CRITERION:
                if what is _LOOSE and row[self_at] == "":
                    continue
                if what in (None, _LOOSE) and _keys(row) in header:
                    continue  # a header that stands again, as on every printed page
                if _keys([row[self_at]]) == score_word:
                    what = _GROUP  # the same with the name of another group
                self._other_row(r, row, what, columns)
                continue
            if code in seen:
                place = code_at if code_at is not None else name_at
                self.say("criterion_twice", r, place, code, seen[code])
                continue
            seen[code] = self_cells[r]
            rule = rules[code]

            value = row[self_at]
            score = text = None
            marked = False
            if type(value) is float:
                score = text = float_text(value)
            elif value != "":
                text = values.as_received(value)
                key = label_key(value) if type(value) is str else text
                marked = key in self.not_applicable
                if key == "" or key in self.blanks:
                    text = text.strip() or None
                elif not marked:
                    score = values.number(value)
            elif not rule.excluded and (trouble := sheet.trouble(r, self_at)):
                self.say(trouble, r, self_at, sheet.ext, None)
                self.unreadable.add(code)
            if score is not None and type(value) is float and shares.get(r):
                text, score = f"{values.times_100(score)}%", None
                self.shares.append((r, self_at, text))
                self.unreadable.add(code)
            elif score is not None and (points := decimal_of(score)[0]) < 0 and rule.least < 0:
                self.say("penalty_by_unit_ignored", r, self_at, vietnamese(score), None, criterion=code)
                score = None
            elif score is not None:
                self._add(rule, points)
            elif text and not marked and label_key(text) not in self.blanks:
                problem, shown = office.no_score(value)
                self.say(problem, r, self_at, shown, "số", what=f"tiêu chí {code}")
                self.unreadable.add(code)

            pct_cell = pct_text = pct = None
            if pct_at is not None:
                pct_cell = pct_cells[r]
                reported = row[pct_at]
                if reported != "":
                    pct_text = values.as_received(reported)
                    if type(reported) is str and label_key(reported) in self.not_applicable:
                        marked = True
                    elif type(reported) is not str or label_key(reported) not in self.blanks:
                        pct = self._percent(r, pct_at, reported, percent_formats.get(r), rule)
                elif rule.bands and not rule.excluded:
                    trouble = sheet.trouble(r, pct_at)
                    if trouble not in (None, "cannot_tell_empty"):
                        self.say(trouble, r, pct_at, None, None)

            if max_at is not None and row[max_at] != rule.max_float:
                self._compare_maximum(r, max_at, row[max_at], rule, marked)
            if verified_at is not None and row[verified_at] != "":
                found = values.as_received(row[verified_at])
                self.say("verified_by_unit_ignored", r, verified_at, found, None)

            evidence = (row[evidence_at] or None) if evidence_at is not None else None
            if type(evidence) is not str:
                evidence = values.as_received(evidence)
            note = (row[note_at] or None) if note_at is not None else None
            if type(note) is not str:
                note = values.as_received(note)
            self.rows.append(
                records.self_assessment(
                    unit_code=unit_code, year=year, framework_code=framework_code, criterion_code=code,
                    sheet=sheet.name, self_cell=self_cells[r], self_text=text, self_value=score, not_applicable=marked,
                    reported_pct_cell=pct_cell, reported_pct_text=pct_text, reported_pct_value=pct,
                    evidence=evidence, note=note,
                )
            )  # fmt: skip
        self._close_group(self_at)
        self._say_shares()
        self._say_subs(self_at)
        if self.strange:
            self._blame_the_form(table, code_at, name_at, before)
            self._say_unnamed(before)

    def _say_unnamed(self, before: int) -> None:
        """Where most rows with a score name no criterion, that is the finding, not each of them."""
        unknown = [f for f in self.findings[before:] if f.code == "unknown_criterion"]
        scored = sum(row.self_value is not None for row in self.rows if row.sheet == self.sheet.name)
        if self.other_framework or len(unknown) <= max(MOST_SAID, scored):
            return
        first, count = unknown[0], str(len(unknown))
        self.is_unnamed = True
        self.findings[before:] = [f for f in self.findings[before:] if f.code != "unknown_criterion"]
        self.findings.append(finding("criteria_not_named", first.sheet, first.cell, count, first.expected))

    def _add(self, rule: Rule, points: Decimal) -> None:
        """Counts a score in the sums: of a criterion and its parts, the criterion's own where it has one."""
        if rule.parent_code in self.wholes:
            return
        if rule.parent_code:
            self.part_sums[rule.parent_code] = self.part_sums.get(rule.parent_code, Decimal(0)) + points
        elif rule.parts:
            self.wholes.add(rule.criterion_code)
            points -= self.part_sums.get(rule.criterion_code, Decimal(0))
        self.group_sum += points
        self.total_sum += points
        self.whole_sum += points

    def _say_subs(self, self_at: int) -> None:
        """Rows that are parts of criteria: the criterion's own row counts, and must say what they say."""
        scored = {c: [(r, v) for r, v in rows if values.number(v) is not None] for c, rows in self.subs.items()}
        own = {row.criterion_code: row.self_value for row in self.rows if row.sheet == self.sheet.name}
        first = min((rows[0][0] for rows in self.subs.values()), default=None)
        if any(scored.values()):
            count = str(sum(map(len, self.subs.values())))
            self.say("sub_rows_not_read", first, self_at, count, None)
        lost, differing = [], []
        for code, rows in scored.items():
            score = own.get(code)
            total = sum((values.decimal_of(values.number(v))[0] for _, v in rows), Decimal(0))
            if rows and score is None and code not in self.unreadable:
                lost.append((rows[0][0], code))
            elif rows and score is not None and values.decimal_of(score)[0] != total:
                differing.append((rows[0][0], code, score, values.canonical(total)))
        for r, code, where in at_most(lost):
            self.say("only_sub_rows_scored", r, self_at, None, None, criterion=code, where=where)
            self.unreadable.update(code for _, code in lost)
        for r, code, score, total, where in at_most(differing):
            words = (vietnamese(score), vietnamese(total))
            self.say("sub_rows_differ", r, self_at, *words, criterion=code, where=where)
        self.subs = {}

    def _say_shares(self) -> None:
        """Scores that are shown as percentages: each, or once where many are."""
        for r, column, share, where in at_most(self.shares):
            self.say("score_as_percent", r, column, vietnamese(share), "điểm", where=where)
        self.shares = []

    def _form(self, table: Table, code_at: int | None, name_at: int | None) -> tuple[list, list, int]:
        """(entries, problems, number of strange rows) of the columns of codes and names: which row is which
        criterion, group, total; kept per form."""
        rows, left = table.rows, table.left
        codes = tuple([row[code_at] for row in rows]) if code_at is not None else ()
        names = tuple([row[name_at] for row in rows]) if name_at is not None else ()
        firsts = tuple([row[left] for row in rows]) if left not in (code_at, name_at) else ()
        key = (self.framework.framework_code, table.first, code_at, name_at, codes, names, firsts)
        forms = self.context.forms
        if key not in forms:
            if len(forms) > 500:  # forms filled by hand may all differ
                forms.clear()
            blanks = ("",) * len(rows)
            triples = zip(firsts or blanks, codes or blanks, names or blanks, strict=True)
            forms[key] = self._make_form(table.first, code_at, name_at, triples)
        return forms[key]

    def _make_form(self, first: int, code_at: int | None, name_at: int | None, triples) -> tuple[list, list, int]:
        codes, names = self.framework.code_of_key, self.framework.code_of_name
        entries, problems, strange = [], [], 0
        numbered = 0  # parts of the criterion above that have a number so far; below 0: that has one itself
        for r, (label, raw, name) in enumerate(triples, first):
            number = _NUMBERED_SUB.match(raw.strip() or name.strip()) if type(raw) is type(name) is str else None
            code = codes.get(label_key(raw)) if type(raw) is str and raw else None
            named = names.get(label_key(name)) if type(name) is str and name else None
            if named is None and type(name) is str and (hit := _MOST_BEHIND.search(name)):
                named = names.get(label_key(name[: hit.start()]))
            if code is None:
                code = named or self._code_of_number(raw)
            above = part = None
            if code is None or named != code:
                above = next((c for _, what, c in reversed(entries) if what is _CRITERION), None)
                part = sub_criteria.find(self.framework, above, raw, name) if above else None
            is_named = part is not None and sub_criteria.is_named_so(part, name)
            if part and (code is None or (is_named and name != "")):  # c) is a part, whatever criterion is called C
                if not is_named:
                    problems.append(("criterion_name_differs", r, name_at, name, part.criterion_name))
                entries.append((r, _CRITERION, part.criterion_code))
            elif code is None:
                is_next = number is not None and int(number[1]) == numbered + 1
                numbered += is_next
                is_sub = above and not self.rules[above].parts and (is_next or self._is_sub(above, raw, name))
                what = _SUB if is_sub else self._kind_of_row(label, raw, name)
                entries.append((r, what, above if what is _SUB else None))
            elif named is not None and named != code:
                strange += 1
                problems.append(("criterion_conflict", r, code_at, code, named))
            else:
                if named is None and type(name) is str and name != "":
                    strange += 1
                    official = self.framework.criteria[code].criterion_name
                    if not label_key(name).startswith(label_key(official)):
                        problems.append(("criterion_name_differs", r, name_at, name, official))
                entries.append((r, _CRITERION, code))
                numbered = -1 if number else 0
        return entries, problems, strange

    def _is_sub(self, above: str, raw, name) -> bool:
        """Whether a row is a part of the criterion above it: `a)`, `–`, `A1.1`; by its code, else by how its name
        begins."""
        text = raw.strip() if type(raw) is str else ""
        if raw == "" and type(name) is str:
            return bool(_SUB_NAME.match(name.strip()))
        if text.lower().startswith(above.lower()) and re.fullmatch(
            r"[.\-]?[a-z0-9]{1,2}\)?", text[len(above) :].lower()
        ):
            return True
        return bool(_SUB_LABEL.fullmatch(text)) and not (type(name) is str and self._is_group(name))

    def _kind_of_row(self, *labels) -> str | None:
        """What a row that is no criterion is, by its labels."""
        for label in labels:
            group = locate.starts_with(label, self.group_totals)
            total = locate.starts_with(label, self.totals)
            if total and len(total) > len(group or ""):
                return _TOTAL
            if group:
                return _GROUP_TOTAL
        if any(self._is_group(label) for label in labels):
            return _GROUP
        return None if all(label != "" for label in labels[1:]) else _LOOSE

    def _compare_maximum(self, r: int, column: int, value, rule: Rule, marked: bool) -> None:
        """The form's own maximum must be the framework's, else the unit scored on another scale."""
        stated = values.number(value) if value != "" else None
        known = (rule.max_points, self.framework.criteria[rule.criterion_code].max_points)
        if stated is None or marked or rule.excluded or values.decimal_of(stated)[0] in known:
            return
        self.strange += 1
        shown = (vietnamese(stated), vietnamese(values.canonical(rule.max_points)))
        self.say("max_points_mismatch", r, column, *shown, criterion=rule.criterion_code)

    def _code_of_number(self, raw) -> str | None:
        """A code that a program turned into a number, where only one code can be meant."""
        if type(raw) not in (float, int):
            return None
        codes = self.framework.codes_of_number.get(values.number(raw), [])
        return codes[0] if len(codes) == 1 else None

    def _percent(self, r: int, column: int, value, is_percent: bool | None, rule: Rule) -> str | None:
        """Canonical percent of a reported percentage: the number format of the cell or a % sign decides."""
        signed = False
        if type(value) is str:
            text, signed = values.percent_text(value)
            unknown_format = False
        else:
            text = values.number(value)
            unknown_format = is_percent is None
            if text is not None and is_percent:
                text, signed = values.times_100(text), True
        code = rule.criterion_code
        if text is None:
            kind = "not_a_percent" if rule.bands else "percent_ignored"
            self.say(kind, r, column, values.as_received(value), "0–100", criterion=code)
            return None
        number = values.decimal_of(text)[0]
        if number < 0:
            self.say("percent_below_zero", r, column, vietnamese(text), "0–100", criterion=code)
            return None
        # 0.85 may be 85 % or 0.85 %; where the format is unknown even 8.5 may be 850 %
        if not signed and 0 < number <= (10 if unknown_format else 1):
            self.say("percent_ambiguous", r, column, vietnamese(text), "0–100", criterion=code)
            return None
        return text

    def _other_row(self, r: int, row: list, what, columns: dict[str, int]) -> None:
        """A row that is no criterion: a group, a total, a blank, a signature, a note; else an unknown one."""
        self_at = columns["self_points"]
        value = row[self_at]
        if what is _GROUP:
            if locate.is_numbering(row):  # columns named A, B, 1, 2 …
                return
            self._close_group(self_at)
            self.subtotal = (r, value)
            self.group_sum = Decimal(0)
        elif what is _GROUP_TOTAL:
            self.stated.append((self.sheet, r, self_at, value, {self.group_sum, self.total_sum}))
        elif what is _TOTAL:
            self._close_group(self_at)
            self.stated.append((self.sheet, r, self_at, value, {self.total_sum}))
            self.total_seen = True
        elif any(cell != "" for cell in row) and not locate.is_numbering(row):
            raw, name = self.cell(r, "criterion_code"), self.cell(r, "criterion_name")
            # below the table a word in the column of scores is a signature
            is_below = self.total_seen or r > self.last_criterion
            is_scored = value != "" and (not is_below or self._may_be_score(value))
            rated = any(self.cell(r, field) != "" for field in ("max_points", "reported_pct"))
            has_code = not self.total_seen and raw != "" and name != "" and rated
            if is_scored or has_code:
                self.strange += 1
                self.rows_in += 1
                shown = [values.as_received(cell) for cell in (raw, name) if cell != ""]
                shown = " ".join(shown) or values.as_received(value)
                self.say("unknown_criterion", r, 0, shown, self.framework.framework_name)

    def _may_be_score(self, value) -> bool:
        """Whether a value below the table may be a score: a telephone number is none."""
        text = values.number(value)
        most = sum(rule.max_points for rule in self.rules.values())
        return text is not None and abs(values.decimal_of(text)[0]) <= most

    def _is_group(self, cell) -> bool:
        if type(cell) is float:
            cell = values.float_text(cell)
        if type(cell) is not str or not cell:
            return False
        return locate.is_roman(cell) or label_key(cell) in self.framework.group_keys

    def _close_group(self, self_at: int) -> None:
        """Compares the total that stands in a group's own row with the group that ends here."""
        if self.subtotal:
            row, value = self.subtotal
            self.stated.append((self.sheet, row, self_at, value, {self.group_sum}))
            self.subtotal = None

    def compare_totals(self) -> None:
        """What totals say, once all is read: one below a part of the form may be that of the whole."""
        for sheet, row, column, value, own in self.stated if not self.unreadable else []:
            stated = values.number(value) if value != "" else None
            sums = own | {self.whole_sum}
            if stated is None or values.decimal_of(stated)[0] in sums:
                continue
            total = values.decimal_of(stated)[0]
            right = min(own, key=lambda s: abs(s - total))
            shown = [vietnamese(values.canonical(n)) for n in (total, right, abs(total - right))]
            place = (sheet.name, sheet.address(row, column))
            self.findings.append(finding("total_mismatch", *place, shown[0], shown[1], difference=shown[2]))

    def _blame_the_form(self, table: Table, code_at: int | None, name_at: int | None, before: int) -> None:
        """Where the rows fit another framework better, that is the finding; the many that follow from it are not."""
        codes, names = set(), set()
        for row in table.rows:
            if code_at is not None and type(row[code_at]) is str:
                codes.add(label_key(row[code_at]))
            if name_at is not None and type(row[name_at]) is str:
                names.add(label_key(row[name_at]))
        fits = {
            f.framework_code: (len(names & f.code_of_name.keys()), len(codes & f.code_of_key.keys()))
            for f in self.context.frameworks.values()
        }
        best = max(fits, key=fits.get)
        if fits[best] <= fits[self.framework.framework_code] or max(fits[best]) < 3:
            return
        self.other_framework = other = self.context.frameworks[best]
        del self.findings[before:]
        sheet, cell, (_, year, _) = table.sheet, table.sheet.address(table.top, 0), self.whose
        if any(of == year for of, _ in other.years):
            words = (other.framework_name, self.framework.framework_name)
            self.findings.append(finding("framework_mismatch", sheet.name, cell, *words, year=year))
        else:
            self.findings.append(finding("wrong_year_form", sheet.name, cell, str(year), other.year_words))


def check(
    rows: list[tuple],
    unit_code: str,
    year: int,
    framework_code: str,
    context: Context,
    unreadable: frozenset[str] | set[str] = frozenset(),
    assessment_code: str | None = None,
) -> list[Finding]:
    """Findings on typed rows under the reference of `context`."""
    unit = context.units.get(unit_code)
    if unit is None:
        return [finding("unknown_unit", None, None, unit_code, "mã trong danh mục đơn vị")]
    current = context.framework_of(year, unit.block_code, assessment_code)
    if current != framework_code:
        return [finding("framework_mismatch", None, None, framework_code, current or "(chưa có)", year=year)]
    rules = context.rules(framework_code, unit.block_code, year)
    decimals = context.frameworks[framework_code].decimals
    out: list[Finding] = []
    scored, present = 0, set()
    asked = _asked(rules, {row.criterion_code for row in rows if row.self_value is not None or row.not_applicable})
    for row in rows:
        code, sheet, cell, value, marked, pct = (
            row.criterion_code, row.sheet, row.self_cell, row.self_value, row.not_applicable, row.reported_pct_value,
        )  # fmt: skip
        present.add(code)
        rule = rules.get(code)
        if pct is not None and rule and rule.bands and not rule.excluded and (above := above_100(pct)):
            out.append(finding(above, sheet, row.reported_pct_cell, vietnamese(pct), "0–100", criterion=code))
        if rule is None:
            name = context.frameworks[framework_code].framework_name
            out.append(finding("unknown_criterion", sheet, cell, code, name))
            continue
        if value is not None:
            points, places = values.decimal_of(value)
            if rule.excluded or marked:
                reason = rule.excluded or "đơn vị ghi không áp dụng"
                words = {"criterion": code, "reason": reason}
                out.append(finding("not_applicable_with_score", sheet, cell, vietnamese(value), None, **words))
                continue
            scored += rule.in_maximum
            if points < rule.least or points > rule.most or places > decimals:
                out += score_findings(rule, decimals, value, points, places, sheet, cell)
            if pct is not None and rule.bands:
                expected = _band(rule.bands, pct)
                if expected is not None and expected != points:
                    words = (vietnamese(value), vietnamese(values.canonical(expected)))
                    out.append(
                        finding("band_mismatch", sheet, cell, *words, criterion=code, percent=vietnamese(pct))
                    )  # fmt: skip
        elif rule.excluded is None and marked:
            if not rule.unit_may_mark_na:
                out.append(finding("not_applicable_not_allowed", sheet, cell, None, None, criterion=code))
        elif rule.excluded is None and code not in unreadable and code in asked:
            out.append(_not_scored(rule, sheet, cell))
    scores = {
        row.criterion_code: (values.decimal_of(row.self_value)[0], row.sheet, row.self_cell)
        for row in rows
        if row.self_value is not None
    }
    out += sub_criteria.total_differs(rules, scores, needs_all=False)
    out += _missing_evidence(rows, rules, context.frameworks[framework_code])
    for code, rule in rules.items():
        if code not in present and rule.excluded is None and code in asked:
            out.append(_not_scored(rule, None, None))
    if not scored and not unreadable:
        out.append(finding("no_score"))
    return out


def _asked(rules: dict[str, Rule], said: set[str]) -> set[str]:
    """Criteria of which a score is asked: of one with parts, the parts where any of them was scored, else the criterion;
    nobody has to give a bonus or penalty."""
    in_parts = {
        code for code, rule in rules.items() if rule.parts and not said.isdisjoint(rule.parts) and code not in said
    }
    return {
        code for code, rule in rules.items()
        if rule.in_maximum and code not in in_parts and rule.parent_code in (None, *in_parts)
    }  # fmt: skip


def _keys(row: list) -> tuple:
    return tuple(label_key(value) if type(value) is str else value for value in row)


def _missing_evidence(rows: list[tuple], rules: dict[str, Rule], framework: Framework) -> list[Finding]:
    """Scores above zero without the evidence that the framework asks for: each, or once where nobody wrote any."""
    bare = []
    for row in rows:
        code, value = row.criterion_code, row.self_value
        rule = rules.get(code)
        if rule is None or rule.excluded or row.not_applicable or value is None or row.evidence:
            continue
        if framework.criteria[code].evidence and values.decimal_of(value)[0] > 0:
            bare.append((row.sheet, row.self_cell, code, value))
    if len(bare) > 5 and not any(row.evidence for row in rows):
        sheet, cell, code, value = bare[0]
        where = f" (và {len(bare) - 1} tiêu chí khác; cả biểu không có tài liệu kiểm chứng)"
        words = {"criterion": code, "where": where}
        return [finding("evidence_missing", sheet, cell, vietnamese(value), None, **words)]
    return [
        finding("evidence_missing", sheet, cell, vietnamese(value), None, criterion=code, where="")
        for sheet, cell, code, value in bare
    ]


def at_most(places: list[tuple]) -> list[tuple]:
    """Each with "" behind it; or, where they are many, the first with how many there are."""
    if len(places) > MOST_SAID:
        return [(*places[0], f" và {len(places) - 1} ô khác")]
    return [(*place, "") for place in places]


def score_findings(rule: Rule, decimals, value, points, places, sheet, cell) -> list[Finding]:
    """Range and decimals of one score; the same for self, verified and final scores."""
    out, code = [], rule.criterion_code
    if points < rule.least:
        least = vietnamese(values.canonical(rule.least))
        out.append(finding("points_below_zero", sheet, cell, vietnamese(value), least, criterion=code))
    elif points > rule.most:
        maximum = vietnamese(values.canonical(rule.most))
        out.append(finding("points_above_max", sheet, cell, vietnamese(value), maximum, criterion=code))
    if places > decimals:
        out.append(finding("too_many_decimals", sheet, cell, vietnamese(value), str(decimals), criterion=code))
    return out


def _not_scored(rule: Rule, sheet: str | None, cell: str | None) -> Finding:
    where = f' (ô {cell}, trang "{sheet}")' if cell else " (không có dòng của tiêu chí này)"
    maximum = vietnamese(values.canonical(rule.max_points))
    return finding("not_scored", sheet, cell, None, maximum, criterion=rule.criterion_code, where=where)


def above_100(pct: str) -> str | None:
    """Finding code for a reported percentage above 100, by how far it is."""
    percent = values.decimal_of(pct)[0]
    if percent > IMPOSSIBLE:
        return "percent_impossible"
    if percent > TYPING_SLIP:
        return "percent_far_above_100"
    return "percent_above_100" if percent > 100 else None


def _band(bands: tuple, pct: str) -> Decimal | None:
    """Points of the band: bands are [lower, upper), the top one closed; more than 100 takes the top one."""
    percent = values.decimal_of(pct)[0]
    if percent >= bands[0][0]:
        return bands[0][2]
    return next((points for lower, upper, points in bands if lower <= percent < upper), None)
