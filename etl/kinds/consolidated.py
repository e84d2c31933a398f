"""The table of verified or final scores that Phòng Tư pháp issues: units down and criteria across, or turned."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from etl.kinds import assessed, locate, office, sub_criteria
from etl.kinds.locate import Table
from etl.kinds.rows import RowReader, only
from etl.kinds.self_assessment import at_most, score_findings
from etl.read import values
from etl.read.findings import finding, vietnamese
from etl.read.model import AMBIGUOUS, Finding, ParsedFile
from etl.read.text import label_key, normalise_key
from etl.read.workbook import Document, Sheet
from etl.reference.context import CODE, Context
from warehouse import records
from words import labels

KIND = "consolidated"


class Turned(NamedTuple):
    """A table with units across: the row of their names, the first of their columns, what each row says of its
    criterion (one code, unless code and name disagree)."""

    sheet: Sheet
    top: int
    first: int
    criteria: dict[int, list[str]]

    def as_table(self) -> Table:
        """The same with its units for columns, for what does not ask which way a table is turned."""
        head = self.sheet.rows[self.top]
        header = [locate.Column(c, self.top, str(v), None) for c, v in enumerate(head) if v != ""]
        columns = {f"{CODE}{c}": c for c in range(self.first, len(head)) if head[c] != ""}
        columns |= dict(zip(("criterion_code", "criterion_name"), range(self.first), strict=False))
        return Table(self.sheet, self.top, self.top + 1, header, columns)


class Line(NamedTuple):
    """The scores of one unit, wherever they stand: places are (row, column)."""

    name: str
    place: tuple[int, int]
    scores: list[tuple[str, tuple[int, int]]]  # criterion, place
    total: tuple[int, int] | None
    has_own_rows: bool = False  # each score has a row, and beside it what is said of it


NEEDED = {"unit": "Đơn vị"}
# what two tables with the same scores and replies have in common, wherever it stands
_SAME_KEY = attrgetter("year", "unit_code", "criterion_code", "score_type")
_SAME_REPLY = attrgetter("unit_code", "year", "criterion_code", "answer_text", "reply_text")
_SAME_WORDS = attrgetter(
    "unit_code", "year", "criterion_code", "reason", "evidence_state", "decided_how", "late_opinion"
)
SAID = {"evidence_state": labels.EVIDENCE_STATE, "decided_how": labels.DECIDED_HOW, "late_opinion": labels.LATE_OPINION}
BESIDE = ("reason", *SAID)  # columns beside the scores of one unit
ACTS = {"closed": "closed_label", "reopened": "reopened_label"}


def find(document: Document, context: Context) -> list[Table]:
    """The tables of the document that have a header of this kind."""
    headers = context.code_headers(KIND)

    def enough(table: Table) -> bool:
        return _is_enough(table, context)

    tables = (locate.find_table(sheet, headers, context, enough) for sheet in document.visible)
    return [table for table in tables if table]


def find_turned(document: Document, context: Context) -> list[Turned]:
    """The tables with units across and criteria down."""
    tables = (_turned(sheet, context) for sheet in document.visible)
    return [table for table in tables if table]


def _turned(sheet: Sheet, context: Context) -> Turned | None:
    """A row with names of units beside the header of a column that holds criteria."""
    codes = context.code_headers(KIND)
    for top, row in enumerate(sheet.rows[: locate.SEARCHED_ROWS]):
        names = (c for c, v in enumerate(row) if type(v) is str and v and context.is_unit_name(v))
        first = next(names, 0)
        if not first or not _names_criteria(sheet.rows[max(top - 2, 0) : top + 1], first, context):
            continue
        criteria: dict[int, list[str]] = {}
        last = 0  # column that says criteria
        for r in range(top + 1, len(sheet.rows)):
            cells = [_code(value, codes, context) for value in sheet.rows[r][:first]]
            said = list(dict.fromkeys(filter(None, cells)))
            if criteria and (
                part := _part(sheet.rows[r][:first], next(reversed(criteria.values()))[0], bool(said), context)
            ):
                said = [part]
            if said:
                criteria[r] = said
                last = max([last, *(c for c, code in enumerate(cells) if code)])
        if len(criteria) >= 2:
            # a column between them with a header that nobody knows may be a unit, too
            between = range(last + 1, first)
            first = next((c for c in between if not _is_known(sheet, top, c, context)), first)
            return Turned(sheet, top, first, criteria)
    return None


def _part(cells: list, above: str, by_name: bool, context: Context) -> str | None:
    """The sub-criterion of a row below a criterion (`a)`, `–`); none where frameworks would read it otherwise. by_name:
    only where its name says so, because the row has a code of its own."""
    *label, name = [cell for cell in cells if cell != ""] or [""]
    frameworks = (f for f in context.frameworks.values() if above in f.criteria)
    parts = (sub_criteria.find(f, above, label[0] if label else "", name) for f in frameworks)
    codes = {p.criterion_code for p in parts if p and (not by_name or (label and sub_criteria.is_named_so(p, name)))}
    return codes.pop() if len(codes) == 1 else None


def _is_known(sheet: Sheet, top: int, column: int, context: Context) -> bool:
    """Whether the header of a column, or what stands merged above it, is a known word."""
    stack = [row[column] for row in sheet.rows[max(top - 2, 0) : top + 1]]
    said = [cell for cell in stack if cell != ""]
    return bool(said) and type(said[-1]) is str and is_word(said[-1], context)


def is_word(header: str, context: Context) -> bool:
    """Whether a header is a word of a form or a matrix other than a unit's."""
    key = label_key(header)
    meanings = (context.headers.get(kind, {}).get(key) for kind in ("self_assessment", KIND))
    return any(meaning not in (None, "unit") for meaning in meanings)


def _names_criteria(rows: list[list], first: int, context: Context) -> bool:
    """Whether a header left of the units says that criteria stand below it, as the forms of the units say it."""
    words = context.headers.get("self_assessment", {})
    cells = (cell for row in rows for cell in row[:first] if type(cell) is str and cell)
    return any(words.get(label_key(cell)) in ("ordinal", "criterion_code", "criterion_name") for cell in cells)


def _code(value, codes: dict[str, str], context: Context) -> str | None:
    """Criterion of a cell in the column of codes or names."""
    if type(value) is str:
        field = codes.get(label_key(value), "") if value else ""
        return field.removeprefix(CODE) if field.startswith(CODE) else None
    number = values.number(value)
    known = {c for f in context.frameworks.values() for c in f.codes_of_number.get(number, [])}
    return known.pop() if len(known) == 1 else None


def _is_enough(table: Table, context: Context) -> bool:
    """Whether a row is the header of a matrix. Without a column of units a number is no code but a score, and a row
    with a code and its name, or with codes of several frameworks, is a row of a form."""
    columns = table.columns
    codes = [c for c in table.header if c.field and c.field.startswith(CODE)]
    if "self_points" in columns or "unit" in columns:
        return len({c.field for c in codes}) >= 2 and "self_points" not in columns
    said = [c.field.removeprefix(CODE) for c in codes]
    numbers = {c.field.removeprefix(CODE) for c in codes if values.number(table.sheet.rows[c.row][c.column])}
    if len(said) != len(set(said)):
        return False
    known = [f.criteria.keys() & said for f in context.frameworks.values()]
    return any(len(one) >= 4 or len(one - numbers) >= 2 for one in known)


def parse(document: Document, context: Context, tables: list[Table | Turned] | None = None) -> ParsedFile:
    """Rows of raw.consolidated_score, with all findings at once."""
    parsed = ParsedFile(KIND, document.ext, findings=document.findings)
    headers = context.code_headers(KIND)
    reader = _Reader(document, context, parsed.findings)
    years, assessments = set(), set()
    for table in find(document, context) if tables is None else tables:
        year, score_type, assessment = _title(table, context, parsed.findings)
        years.add(year)
        assessments.add(assessment)
        if assessment == AMBIGUOUS:
            continue
        reader.assessment_code = assessment
        if isinstance(table, Turned):
            if year and score_type:
                reader.read_turned(table, year, score_type)
            continue
        parsed.findings += locate.header_findings(table, NEEDED, headers)
        _refuse_number_codes(table, context, parsed.findings)
        if year and score_type and "unit" in table.columns:
            reader.read(table, year, score_type)
    reader.say_shares()
    if len(assessments) > 1 and AMBIGUOUS not in assessments:
        names = (context.assessments[a].name if a else assessed.YEARLY for a in sorted(assessments, key=str))
        parsed.findings.append(finding("assessment_ambiguous", None, None, "; ".join(names)))
    parsed.assessment_code = assessments.pop() if len(assessments) == 1 else AMBIGUOUS if assessments else None
    rows = reader.rows
    parsed.rows["raw.consolidated_score"] = rows
    if reader.replies:
        parsed.rows["raw.reply"] = reader.replies
    if reader.acts:
        parsed.rows["raw.verification_act"] = reader.acts
    if reader.shown:
        parsed.rows["raw.self_beside"] = reader.shown
    parsed.row_count, parsed.rows_in = len(rows), reader.rows_in
    parsed.year, parsed.unit_code = only(years), only(row.unit_code for row in (*rows, *reader.acts))
    if not rows and not reader.acts and not parsed.has_error:
        parsed.findings.append(finding("no_rows"))
    parsed.findings += check(rows, context, parsed.assessment_code)
    content = _content(reader) + (parsed.assessment_code or "")
    parsed.content_hash = hashlib.sha256(content.encode()).hexdigest()
    return parsed


def _content(reader: _Reader) -> str:
    """What the tables say, wherever it stands. What only some tables say is added where it is said, so that the hashes
    of all others stay what they were."""
    said = sorted((*_SAME_KEY(row), row.value or "", row.not_applicable) for row in reader.rows)
    heard = sorted(repr(_SAME_REPLY(row)) for row in reader.replies)
    words = sorted(repr(_SAME_WORDS(row)) for row in reader.rows if any(getattr(row, field) for field in BESIDE))
    acts = sorted((act.unit_code, act.act, act.words or "") for act in reader.acts)
    return repr(said) + "".join(repr(more) for more in (heard, words, acts, sorted(reader.numbers)) if more)


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
            findings.append(finding("unknown_header", table.sheet.name, cell, number, "mã tiêu chí ghi dạng chữ"))


def _title(
    table: Table | Turned, context: Context, findings: list[Finding]
) -> tuple[int | None, str | None, str | None]:
    """Year, score type and assessment of a table, from the lines above it; says what is missing."""
    sheet = table.sheet
    identity = locate.read_identity([(sheet, table.top, True)], KIND, context)
    year = locate.settle_year(identity, findings, sheet.name)
    word = context.verified_title()
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
    assessment = assessed.of_table(context, year, identity.text, sheet.name, findings) if year else None
    return year, score_type, assessment


def _below(table: Table | Turned) -> str:
    """Keys of what stands below the last row that has a score: the signature."""
    rows = table.sheet.rows
    if isinstance(table, Turned):
        last = max(table.criteria)
    else:
        columns = [column for field, column in table.columns.items() if field.startswith(CODE)]
        last = len(rows) - 1
        while last >= table.first and all(rows[last][column] == "" for column in columns):
            last -= 1
    cells = (cell for row in rows[last + 1 :] for cell in row if type(cell) is str and cell)
    return "\n".join(normalise_key(cell) for cell in cells)


class _Reader(RowReader):
    """Collects the rows of the tables of one workbook."""

    def __init__(self, document: Document, context: Context, findings: list[Finding]) -> None:
        super().__init__(KIND, document, context, findings)
        self.not_applicable = set(context.words(KIND, "not_applicable"))
        self.blanks = set(context.words(KIND, "blank"))
        self.rows: list[tuple] = []
        self.replies: list[tuple] = []
        self.acts: list[tuple] = []
        self.shown: list[tuple] = []  # self-scores beside those of one unit
        self.numbers: set[str] = set()  # what tells this act of verifying from another with the same scores
        self.seen: dict[tuple, str] = {}  # (unit, year, score type) → cell
        self.out_of_scope: set[tuple] = set()
        self.shares: list[tuple] = []  # score cells that are percentages

    def read(self, table: Table, year: int, score_type: str) -> None:
        """One table with a row per unit."""
        sheet, columns = table.sheet, table.columns
        # beside the scores of all criteria nobody can tell of which one a word of SAID is
        self.open(sheet, {field: column for field, column in columns.items() if field not in SAID})
        unit_at = columns["unit"]
        ordinal_at, total_at = columns.get("ordinal"), columns.get("total")
        scored = [(field.removeprefix(CODE), column) for field, column in columns.items() if field.startswith(CODE)]
        self.told = False
        for r in range(table.first, len(sheet.rows)):
            row = sheet.rows[r]
            if not any(value != "" for value in row) or locate.is_numbering(row):
                continue
            name = row[unit_at]
            if any(locate.starts_with(cell, self.totals) for cell in row[: unit_at + 1]):
                continue
            filled = any(row[column] != "" for _, column in scored)
            ordinal = row[ordinal_at] if ordinal_at is not None else ""
            if type(name) is not str or not name.strip():
                if filled:
                    self.say("unit_without_name", r, unit_at)
                    self._count([(code, (r, column)) for code, column in scored])
                continue
            if not filled and (ordinal == "" or locate.is_roman(ordinal)):
                continue  # a heading of a block, a note or a signature
            cells = [(code, (r, column)) for code, column in scored]
            total = None if total_at is None else (r, total_at)
            before = len(self.rows)
            self._line(Line(name, (r, unit_at), cells, total), year, score_type)
            self._reply(r, self.rows[before:])
        self._act(unit_at + 1, None, year)

    def _reply(self, r: int, scores: list[tuple]) -> None:
        """What the unit said of the scores in its row, where the table has a column for it."""
        answer = self.cell(r, "answer")
        written, text = office.text_of(answer), office.text_of(self.cell(r, "reply_text"))
        said = office.answer(answer, self.context)
        if written and said is None:
            self.say("answer_unclear", r, "answer", written, "Đồng ý, Không đồng ý")
        if not written and not text:
            return
        cell = self.sheet.address(r, self.columns["answer" if written else "reply_text"])
        self.replies += [
            records.reply(
                unit_code=score.unit_code, year=score.year, criterion_code=score.criterion_code, sheet=self.sheet.name,
                issuer="office", cell=cell, answer=said, answer_text=written, reply_text=text, evidence=None,
                proposed_text=None, proposed_value=None, proposed_not_applicable=False, proposed_cell=None,
            )
            for score in scores
        ]  # fmt: skip

    def read_turned(self, table: Turned, year: int, score_type: str) -> None:
        """One table with a column per unit."""
        sheet, head = table.sheet, table.sheet.rows[table.top]
        headers = {c: head[c] for c in range(table.first, len(head)) if type(head[c]) is str and head[c]}
        units = [c for c, header in headers.items() if not is_word(header, self.context)]
        is_of_one = len(units) == 1  # beside the scores of several units nobody can tell of whom it is said
        fields = {self.context.headers[KIND].get(label_key(header)): c for c, header in headers.items()}
        self.open(sheet, {field: fields[field] for field in BESIDE if field in fields} if is_of_one else {})
        self.told = False
        rows = self._rows_of_criteria(table)
        total_row = next(
            (
                r
                for r in range(max(rows.values(), default=table.top) + 1, len(sheet.rows))
                if any(locate.starts_with(cell, self.totals) for cell in sheet.rows[r][: table.first])
            ),
            None,
        )
        for c in range(table.first, len(head)):
            places = [(code, (r, c)) for code, r in rows.items()]
            filled = any(sheet.rows[r][column] != "" for _, (r, column) in places)
            name = head[c]
            if type(name) is str and is_word(name, self.context):
                continue  # a total, a note, a column that is not used
            if type(name) is not str or not name.strip():
                if filled:
                    self.say("unit_without_name", table.top, c)
                    self._count(places)
                continue
            total = None if total_row is None else (total_row, c)
            self._line(Line(name, (table.top, c), places, total, is_of_one), year, score_type)
        if is_of_one and "self_beside" in fields:
            self._show(rows, fields["self_beside"], head[units[0]], year)
        self._act(table.first, head[units[0]] if is_of_one else None, year)

    def _show(self, rows: dict[str, int], at: int, name: str, year: int) -> None:
        """The self-scores that stand beside the scores of one unit, to be compared with its own."""
        unit = self.context.find_unit(name, year).unit
        self.shown += [
            records.self_beside(
                year=year, unit_code=unit.unit_code, criterion_code=code, sheet=self.sheet.name,
                cell=self.sheet.address(r, at), value=number,
            )
            for code, r in rows.items() if unit and (number := values.number(self.sheet.rows[r][at])) is not None
        ]  # fmt: skip

    def _act(self, width: int, name: str | None, year: int) -> None:
        """What the lines around a table say of the act itself: which one it is, and where it is of one unit, whether
        that is closed or opened again by it. width: of the columns left of the scores."""
        self.numbers.update(
            words for words, _ in office.labelled(self.sheet, width, self.context.words(KIND, "act_label"))
        )
        unit = self.context.find_unit(name, year).unit if name else None
        self.acts += [
            records.verification_act(
                year=year, unit_code=unit.unit_code, act=act, words=words or None, sheet=self.sheet.name, cell=cell
            )
            for act, field in ACTS.items() if unit
            for words, cell in office.labelled(self.sheet, width, self.context.words(KIND, field))
        ]  # fmt: skip

    def _rows_of_criteria(self, table: Turned) -> dict[str, int]:
        """Criterion → row; a row with scores that names no criterion is an error, never passed over."""
        sheet, rows = table.sheet, {}
        for r in range(table.top + 1, len(sheet.rows)):
            row = sheet.rows[r]
            if said := table.criteria.get(r):
                if len(said) > 1:
                    self.say("criterion_conflict", r, 0, *said[:2])
                elif said[0] in rows:
                    first = sheet.address(rows[said[0]], 0)
                    self.say("criterion_twice", r, 0, said[0], first)
                rows.setdefault(said[0], r)
                continue
            labels = [cell for cell in row[: table.first] if cell != ""]
            scores = [v for v in row[table.first :] if v != "" and values.number(v) is not None]
            is_known = any(
                locate.starts_with(cell, self.totals) or locate.is_roman(cell) or self._is_group(cell)
                for cell in labels
            )
            if scores and not is_known and not locate.is_numbering(row):
                shown = " ".join(values.as_received(cell) for cell in labels)
                self.say("unknown_criterion", r, 0, shown, "bộ tiêu chí của năm")
        return rows

    def _is_group(self, cell) -> bool:
        key = label_key(cell) if type(cell) is str else values.number(cell)
        return any(key in framework.group_keys for framework in self.context.frameworks.values())

    def _line(self, line: Line, year: int, score_type: str) -> None:
        """Which unit it is, then its scores."""
        self._count(line.scores)
        unit = self.unit(*line.place, line.name, year)
        if unit is None:
            return
        key = (unit.unit_code, year, score_type)
        if key in self.seen:
            self.say("unit_twice", *line.place, line.name, self.seen[key])
            return
        self.seen[key] = self.sheet.address(*line.place)
        if not self.context.in_scope(unit, year, self.assessment_code) and key[:2] not in self.out_of_scope:
            self.out_of_scope.add(key[:2])
            self.say("unit_not_in_scope", *line.place, unit.unit_name, year=year)
        self._scores(line, key)

    def _count(self, scores: list[tuple[str, tuple[int, int]]]) -> None:
        """Cells of a line that say something, counted before anything is read from them."""
        cells = (self.sheet.rows[r][column] for _, (r, column) in scores)
        self.rows_in += sum(cell != "" and not self._is_blank(cell) for cell in cells)

    def _is_blank(self, cell) -> bool:
        if type(cell) is not str:
            return False
        key = label_key(cell)
        is_marked = key in self.not_applicable
        return not is_marked and (key in self.blanks or not cell.strip())

    def _scores(self, line: Line, key: tuple) -> None:
        sheet, (unit_code, year, _) = self.sheet, key
        given: dict[str, Decimal] = {}
        readable = True
        for code, (r, column) in line.scores:
            value = sheet.rows[r][column]
            marked, number = False, None
            if line.has_own_rows and self._is_blank(value):
                said = self._beside(r)
                if alone := next((field for field in ("evidence_state", "late_opinion") if said[field]), None):
                    self.rows_in += 1
                    self._row(key, code, (r, self.columns[alone]), None, None, False, said)
                    continue
            if value == "":
                trouble = sheet.trouble(r, column)
                if trouble == "cannot_tell_empty" and self.told:
                    continue
                if trouble:
                    self.told = self.told or trouble == "cannot_tell_empty"
                    self.say(trouble, r, column, self.document.ext)
                    readable = False
                continue
            if type(value) is str:
                text_key = label_key(value)
                marked = text_key in self.not_applicable
                if not marked and (text_key in self.blanks or not value.strip()):
                    continue
            text = values.as_received(value)
            if not marked:
                number = values.number(value)
                if number is None:
                    problem, shown = office.no_score(value)
                    what = f"tiêu chí {code}"
                    self.say(problem, r, column, shown, "số", what=what)
                    readable = False
                    continue
                if type(value) is float and sheet.percent_formats(column).get(r):
                    self.shares.append((sheet, (r, column), f"{values.times_100(number)}%"))
                    readable = False
                    continue
                given[code] = values.decimal_of(number)[0]
            self._row(key, code, (r, column), text, number, marked, self._beside(r))
        if line.total and readable:
            self._compare(line.total, self._total(given, unit_code, year))

    def _row(self, key: tuple, code: str, place: tuple[int, int], text, number, marked: bool, said: dict) -> None:
        unit_code, year, score_type = key
        self.rows.append(
            records.consolidated_score(
                year=year, unit_code=unit_code, criterion_code=code, score_type=score_type, sheet=self.sheet.name,
                cell=self.sheet.address(*place), value_text=text, value=number, not_applicable=marked, **said,
            )
        )  # fmt: skip

    def _beside(self, r: int) -> dict[str, str | None]:
        """What stands beside the scores of a row."""
        said = {"reason": office.text_of(self.cell(r, "reason"))}
        for field, names in SAID.items():
            cell, words = self.cell(r, field), self.context.headers.get(field, {})
            said[field] = words.get(label_key(cell)) if type(cell) is str else None
            if cell != "" and said[field] is None:
                self.say("word_beside_unclear", r, field, values.as_received(cell), ", ".join(names.values()))
        return said

    def _total(self, given: dict[str, Decimal], unit_code: str, year: int) -> Decimal:
        """Sum of the scores of a line; those of parts are in that of their criterion, where it has one."""
        block = self.context.units[unit_code].block_code
        framework = self.context.framework_of(year, block, self.assessment_code)
        criteria = self.context.frameworks[framework].criteria if framework else {}
        wholes = {code: criteria[code].parent_code for code in given if code in criteria}
        return sum((points for code, points in given.items() if wholes.get(code) not in given), Decimal(0))

    def say_shares(self) -> None:
        """Scores that are shown as percentages: each, or once where many are."""
        for sheet, place, share, where in at_most(self.shares):
            words = (vietnamese(share), "điểm")
            self.findings.append(finding("score_as_percent", sheet.name, sheet.address(*place), *words, where=where))

    def _compare(self, place: tuple[int, int], total: Decimal) -> None:
        """The total that the table states with the sum of its scores."""
        r, column = place
        value = self.sheet.rows[r][column]
        stated = values.number(value) if value != "" else None
        if stated is None or values.decimal_of(stated)[0] == total:
            return
        numbers = (values.decimal_of(stated)[0], total, abs(values.decimal_of(stated)[0] - total))
        shown = [vietnamese(values.canonical(number)) for number in numbers]
        self.say("total_mismatch", r, column, shown[0], shown[1], difference=shown[2])


def check(rows: list[tuple], context: Context, assessment_code: str | None = None) -> list[Finding]:
    """Findings on typed rows under the reference of `context`."""
    out: list[Finding] = []
    known: dict[tuple, tuple] = {}
    scores: dict[tuple, dict] = {}  # ((unit, year), score type) → criterion → (points, sheet, cell)
    for row in rows:
        code, sheet, cell, value = row.criterion_code, row.sheet, row.cell, row.value
        key = (row.unit_code, row.year)
        if key not in known:
            known[key] = _rules(*key, sheet, context, out, assessment_code)
        framework, rules = known[key]
        if framework is None:
            continue
        rule = rules.get(code)
        if rule is None:
            out.append(finding("unknown_criterion", sheet, cell, code, framework.framework_name))
        elif value is not None and rule.excluded:
            words = {"criterion": code, "reason": rule.excluded}
            out.append(finding("not_applicable_with_score", sheet, cell, vietnamese(value), None, **words))
        elif value is not None:
            points, places = values.decimal_of(value)
            out += score_findings(rule, framework.decimals, value, points, places, sheet, cell)
            if points < 0 and rule.least < 0 and not office.names_document(row.reason):
                out.append(finding("penalty_without_document", sheet, cell, vietnamese(value), None, criterion=code))
            scores.setdefault((key, row.score_type), {})[code] = points, sheet, cell
    for (key, _), given in scores.items():
        _, rules = known[key]
        out += sub_criteria.total_differs(rules, given, needs_all=True)
    return out


def _rules(
    unit_code: str, year: int, sheet: str, context: Context, out: list[Finding], assessment_code: str | None
) -> tuple:
    unit = context.units.get(unit_code)
    if unit is None:
        out.append(finding("unknown_unit", sheet, None, unit_code, "mã trong danh mục đơn vị"))
        return None, {}
    code = context.framework_of(year, unit.block_code, assessment_code)
    if code is None:
        out.append(finding("no_framework", sheet, None, str(year), unit.block_code))
        return None, {}
    return context.frameworks[code], context.rules(code, unit.block_code, year)
