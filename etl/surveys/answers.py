"""Survey exports: recognised by their headers, stripped of personal columns at the door, coded by the question map.

Nothing here raises on bad input. A bad row is refused, counted and named; an answer that no scale knows is left
empty; only an export that cannot be read, or that no form knows, is an error.
"""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from etl.read import values
from etl.read.findings import finding
from etl.read.model import Finding, ParsedFile
from etl.read.text import label_key
from etl.read.workbook import Document, Sheet, letters
from etl.reference.context import Context
from etl.reference.question_map import (
    NONE_CHOSEN,
    Form,
    Question,
    Target,
    Wave,
    answer_key,
    header_key,
    header_keys,
    spellings,
    split_option,
)
from etl.surveys import personal as survey_personal
from etl.surveys import text_exports, tools
from etl.surveys.tools import Tool
from warehouse import reference_names
from warehouse.survey_answers import (
    BROKEN,
    IN_WORDS,
    KEPT_OUT,
    MARKED,
    MASK,
    NAME_SHARE,
    REFUSED,
    WITH_LIKELY_NAMES,
    WITH_NAMES,
    Column,
    Export,
    Look,
    Plan,
    Split,
)

KIND = "survey"
_YEAR_FIRST = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
# two digits of the year: Excel writes so what Microsoft Forms exports and somebody saves as CSV
_TWO_ORDERS = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?![\d:])")
_LATITUDE = re.compile(r"(.*?)(?<!\w)_(.+)_latitude", re.IGNORECASE | re.DOTALL)
WRITTEN = re.compile(r".*\[(other|khác|autre|otro|outro|sonstiges|lainnya)\]\s*(\..*)?", re.IGNORECASE | re.DOTALL)
LISTED = 20  # refused rows that are named one by one
CHOICES = 15  # so many different answers has a question at most whose header looks personal
SAFE_COUNT = 5  # an unknown answer is printed only where so many people gave it
# what is said of a 1/0 column with other marks
ODD_MARK = f" (ô đánh dấu không phải có/không; thêm từ đó vào {reference_names.sheet('layouts')}, kind survey, field chosen hoặc not_chosen)"
SUMMARY = ({"answer", "câu trả lời", "đáp án"}, {"count", "số lượng", "số phiếu"}, {"percentage", "%", "tỷ lệ", "percent", "tỉ lệ"})  # fmt: skip
REASONS = {
    "row_broken": "số ô của dòng không khớp với tiêu đề, hoặc dòng trống",
    "unit_missing": "không ghi đơn vị",
    "unit_unknown": "chưa nhận ra đơn vị",
    "date_unreadable": "ngày trả lời không đọc được",
    "weight_unreadable": "trọng số không phải là số dương",
}


@dataclass
class Source:
    """One export before it is understood. `rows` are the data rows in order; `path` stands in for them where the
    file is too large to be held, and then the dialect says how to read it."""

    ext: str
    sheet: str | None
    headers: list[str]
    rows: Iterable[list[str]] = ()
    row_numbers: list[int] = field(default_factory=list)  # 1-based rows of `rows`; empty: they follow the header
    path: Path | None = None
    delimiter: str = ","
    findings: list[Finding] = field(default_factory=list)
    skipped: int = 0  # rows of `rows` that are no responses and stand before them

    def cell(self, place: int, column: int | None) -> str | None:
        """Address of a cell of the row at `place` (0-based among the data rows)."""
        place += self.skipped
        row = self.row_numbers[place] if place < len(self.row_numbers) else place + 2
        return f"{letters(column)}{row}" if column is not None else f"A{row}"


# recognition


def parse_text(data: bytes, name: str, context: Context) -> ParsedFile | None:
    """A text file that is a survey export, or something of a survey that is to be named; None where it is neither."""
    dialect = text_exports.sniff(data[: text_exports.SAMPLE], len(data) <= text_exports.SAMPLE)
    if dialect is None:
        return None
    source = _text_source(dialect, context)
    if source is None or isinstance(source, ParsedFile):
        return source
    try:
        source.rows = text_exports.rows(data, dialect)
        return parse(source, context)
    except (UnicodeDecodeError, csv.Error) as error:
        return _rejected(finding("survey_unreadable", found=type(error).__name__))


def parse_large(path: Path, context: Context) -> ParsedFile | None:
    """The same for a file that is too large to be held in memory."""
    with path.open("rb") as file:
        head = file.read(text_exports.SAMPLE)
    dialect = text_exports.sniff(head, False)
    if dialect is None:
        return None
    source = _text_source(dialect, context)
    if source is None or isinstance(source, ParsedFile):
        return source
    reasons = (
        (dialect.encoding != "utf-8-sig", f"theo bảng mã {dialect.encoding}; cần UTF-8"),
        (dialect.resaved, "mỗi dòng nằm gọn trong một ô"),
        (not text_exports.begins_at_header(head), "có dòng đứng trên dòng tiêu đề; cần xóa dòng đó"),
    )
    if found := next((words for fails, words in reasons if fails), None):
        return _rejected(finding("survey_unreadable", found=f"tệp lớn, {found}"))
    source.path, source.delimiter = path, dialect.delimiter
    return parse(source, context)


def parse_document(document: Document, context: Context) -> ParsedFile | None:
    """The same for a workbook: its first sheet of responses is read. Before it may stand what somebody reckoned from
    them, behind it repeat groups, or responses of the same form when it was linked anew."""
    sheets = _sheets(document)
    if document.ext == "csv" or not sheets:
        return None
    tables = {sheet.name: _header(sheet.rows) for sheet in sheets}
    found = [s for s in sheets if is_survey(tables[s.name][1], context) and not tools.is_repeat(tables[s.name][1])]
    first = tables[sheets[0].name][1]
    if not found and _is_summary(first):
        return _rejected(finding("survey_is_summary", found=", ".join(first[:3])), document.ext)
    if not found and tools.is_repeat(first):
        return _rejected(finding("survey_is_repeat", said_of(sheets[0].name, context)), document.ext)
    if not found:
        return None
    sheet = found[0]
    top, headers = tables[sheet.name]
    said = said_of(sheet.name, context)
    source = Source(document.ext, said, headers, findings=list(document.findings))
    rows = _filled(sheet.rows, top)
    source.row_numbers = [n for n, _ in rows]
    source.rows = ([_text(c) or "" for c in row[: len(headers)]] for _, row in rows)
    for other in (s for s in sheets if s is not sheet):
        left = len(_filled(other.rows, tables[other.name][0])) if other in found else 0
        code = "survey_sheet_left" if left else "survey_sheet_ignored"
        said = said_of(other.name, context)
        source.findings.append(finding(code, said, None, str(left) if left else None, sheet_name=said))
    return parse(source, context)


def main_sheet(document: Document) -> tuple[Sheet, int, list[str]] | None:
    """The first sheet that holds anything, the row of its header, and the header; None where all are empty."""
    sheet = next(iter(_sheets(document)), None)
    return (sheet, *_header(sheet.rows)) if sheet else None


def _sheets(document: Document) -> list[Sheet]:
    return [s for s in document.visible if any(c != "" for row in s.rows[:20] for c in row)]


def _header(rows: list) -> tuple[int, list[str]]:
    """(place, cells) of the first row of a sheet that holds anything."""
    top = next(n for n, row in enumerate(rows) if any(c != "" for c in row))
    headers = [_text(cell) or "" for cell in rows[top]]
    while headers and not headers[-1]:
        headers.pop()
    return top, headers


def _filled(rows: list, top: int) -> list[tuple[int, list]]:
    """Rows below the header that hold anything, with their numbers."""
    below = enumerate(rows[top + 1 :], top + 2)
    return [(n, row) for n, row in below if any(c != "" for c in row)]


def is_xlsform(document: Document) -> bool:
    """Whether a workbook is the design of a form."""
    names = {sheet.name.strip().casefold() for sheet in document.visible}
    return {"survey", "choices"} <= names


def refuse_xlsform(document: Document) -> ParsedFile:
    """An XLSForm holds no answers."""
    return _rejected(finding("survey_is_xlsform"), document.ext)


def said_of(text: str, context: Context) -> str:
    """A header or the name of a sheet as it may be printed; some units are called after people."""
    is_somebody = survey_personal.is_name(text) and not context.is_called_like_a_unit(text)
    return MASK if is_somebody else survey_personal.said_of(text)


def is_personal(header: str, context: Context, parts: tuple[str, ...] | None = None) -> bool:
    """Whether the words of a header say that its cells are about one person."""
    exact = {word.replace("_", " ") for word in context.words(KIND, "personal")}
    # also without the number that Microsoft Forms adds to a header that stands twice
    keys = {
        key.replace("_", " ").strip()
        for name in (header, header.rstrip("0123456789"))
        for key in (*header_keys(name), label_key(name))
    }
    parts = context.words(KIND, "personal_part") if parts is None else parts
    whole = header_key(header)
    return (
        bool(keys & exact)
        or any(part in whole or part in whole.replace("_", " ") for part in parts)
        or survey_personal.is_personal(header, parts, context.words(KIND, "personal_word"))
        or said_of(header, context) == MASK
    )


def doubt(header: str, context: Context) -> str | None:
    """Why a personal header may as well be a question, so that its cells must tell: "choices" where it is long and
    personal only by a word that the law speaks of too ("Từ bao nhiêu tuổi phải làm thẻ căn cước?"), "marks" where it
    may be an option (`kenh/zalo`)."""
    asked = context.words(KIND, "personal_asked")
    others = [p for p in context.words(KIND, "personal_part") if p not in asked]
    if survey_personal.is_long(header) and not is_personal(header, context, tuple(others)):
        return "choices"
    return "marks" if any(split_option(plain) for plain in spellings(header)) else None


def marks(context: Context) -> set[str]:
    """What stands in the cells of a column that only says whether somebody chose an option."""
    return {w for kind in ("chosen", "not_chosen", "not_asked") for w in context.words(KIND, kind)}


def tells_nobody(cells: Iterable[tuple[str, int]], why: str | None, context: Context) -> bool:
    """Whether the cells of such a column say of nobody who he is: marks of yes and no, or some few answers that many
    people gave."""
    cells = [(cell.strip(), count) for cell, count in cells]
    words = marks(context)
    if cells and all(cell.lower() in words for cell, _ in cells):
        return True
    counts: Counter[str] = Counter()
    for cell, count in cells:
        for part in {p.strip() for p in re.split("[;,]", cell)} - {""}:
            counts[part] += count
    often = [n for n in counts.values() if n >= SAFE_COUNT]
    is_few = why == "choices" and 0 < len(often) <= CHOICES and len(counts) < 1000
    return is_few and sum(often) >= max(0.9 * counts.total(), 4 * SAFE_COUNT)


def is_survey(headers: list[str], context: Context) -> bool:
    """Whether a header is that of a survey export: a tool's own columns, or most questions of a known form, or columns
    that were mapped by hand."""
    if len(headers) < 2:
        return False
    if tools.detect(headers):
        return True
    form, targets = context.surveys.best_form(headers)
    if form is None:
        return False
    keys = {key for header in headers for key in header_keys(header)}
    saved = {target.question_code for key, target in form.saved.items() if key in keys}
    needed = {"question", "unit"} if form.unit_question else {"question"}
    if needed <= {form.questions[c].role for c in saved if c in form.questions}:
        return True  # somebody said what its columns mean
    asked = [q for q in form.questions.values() if q.role == "question"]
    known = {t.question_code for t in targets.values()} & {q.question_code for q in asked}
    return len(known) >= max(2, len(asked) // 2)


def _text_source(dialect: text_exports.Dialect, context: Context) -> Source | ParsedFile | None:
    headers = dialect.header
    if dialect.resaved:
        probe = next(csv.reader(headers[:1]), []) if len(headers) == 1 else headers
        if not is_survey(probe, context):
            return None
        if not dialect.whole:
            return _rejected(finding("survey_resaved"))
    if _is_summary(headers):
        return _rejected(finding("survey_is_summary", found=", ".join(headers[:3])))
    if _is_form_design(headers):
        return _rejected(finding("survey_is_xlsform"))
    if tools.is_repeat(headers):
        return _rejected(finding("survey_is_repeat"))
    if not is_survey(headers, context):
        return None
    source = Source("csv", None, headers)
    if dialect.resaved:
        source.findings.append(finding("survey_reparsed", found=str(len(headers))))
    if dialect.encoding == "cp1258":
        source.findings.append(finding("survey_encoding", found="Windows-1258"))
    return source


def _is_summary(headers: list[str]) -> bool:
    words = [label_key(h) if label_key(h) else h.strip() for h in headers[:4]]
    return len(words) >= 3 and all(any(w in group for w in words) for group in SUMMARY)


def _is_form_design(headers: list[str]) -> bool:
    """Whether a table is the sheet `survey` of an XLSForm: a question on each row."""
    words = [h.strip().casefold() for h in headers]
    return {"type", "name"} <= set(words[:4]) and any(w.startswith("label") for w in words)


def _rejected(reason: Finding, ext: str = "csv") -> ParsedFile:
    # what is no response export stays of unknown kind: it waits in quarantine, as nobody knows what it holds
    kind = "survey" if reason.code in ("survey_unreadable",) else "unknown"
    return ParsedFile(kind, ext, findings=[reason])


def _text(cell) -> str | None:
    text = values.as_received(cell)
    return None if text is None else text


# parsing


def parse(source: Source, context: Context) -> ParsedFile:
    """Strips, maps, codes. Files go to the context's scratch folder; without one they are made and dropped."""
    folder = Path(tempfile.mkdtemp(prefix="survey-", dir=context.scratch))
    folder.chmod(0o700)
    try:
        return _Parser(source, context, folder).run()
    except (UnicodeError, csv.Error) as error:
        return _rejected(finding("survey_unreadable", source.sheet, found=type(error).__name__))
    finally:
        if context.scratch is None:
            shutil.rmtree(folder, ignore_errors=True)


class _Parser:
    """One export on its way from headers to coded answers."""

    def __init__(self, source: Source, context: Context, folder: Path) -> None:
        self.source, self.context, self.folder = source, context, folder
        self.headers = source.headers
        self.tool: Tool = tools.detect(self.headers) or tools.OTHER
        self.form, self.targets = context.surveys.best_form(self.headers)
        self.findings = list(source.findings)
        self.own = tools.own_columns(self.headers, self.tool)

    def run(self) -> ParsedFile:
        """The parsed file; also one that cannot be accepted is stripped, since it is kept."""
        # a small file is done before anybody could be told
        self.export = Export(self.folder, self.context.report if self.source.path else None)
        try:
            self._read()
            stored = self.folder / "stored.csv"
            self._strip(stored)
            with stored.open("rb") as file:
                self.digest = hashlib.file_digest(file, "sha256")
            parsed = self._understand()
            parsed.stored, parsed.stored_sha256 = str(stored), self.digest.hexdigest()
            return parsed
        except self.export.errors as error:  # their words would quote the file
            return _rejected(finding("survey_unreadable", self.source.sheet, found=type(error).__name__))
        finally:
            self.export.close()
            (self.folder / "incoming.csv").unlink(missing_ok=True)

    # at the door

    def _read(self) -> None:
        """All columns but those whose header says that they are personal."""
        points = {
            stem for h in self.headers if (found := _LATITUDE.fullmatch(h))
            for stem in (found[2], found[1] + found[2])
        }  # fmt: skip
        free = {n: h for n, h in enumerate(self.headers) if n not in self.targets and n not in self.own}
        personal = {n for n, h in free.items() if h in points or is_personal(h, self.context)}
        if self.context.keeps_all:
            personal = set()
        doubts = {n: doubt(free[n], self.context) for n in personal if free[n] not in points}
        self.doubtful = {n: why for n, why in doubts.items() if why}
        self.kept = [n for n in range(len(self.headers)) if n not in personal - self.doubtful.keys()]
        self.dropped = [h for n, h in enumerate(self.headers) if n not in self.kept]
        if self.source.path:
            width, keep, path, mark = (len(self.headers), self.kept, self.source.path, self.source.delimiter)
        else:
            path, mark = self.folder / "incoming.csv", ","
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
                writer.writerow([f"c{n}" for n in range(len(self.kept))])
                writer.writerows(self._even(self._responses()))
            width, keep = len(self.kept), list(range(len(self.kept)))
        self.total, _ = self.export.load(path, mark, width, keep)
        self.place_of = {header: n for n, header in enumerate(self.kept)}  # column of the file → of the table

    def _responses(self) -> Iterator[list[str]]:
        """The rows without the one in which KoboToolbox repeats the HXL tags of the questions."""
        rows = iter(self.source.rows)
        for row in rows:
            cells = [cell for cell in row if cell]
            if cells and all(re.fullmatch(r"#[a-z][\w+#, -]*", cell) for cell in cells):
                self.source.skipped = 1
            else:
                yield row
            break
        yield from rows

    def _even(self, rows: Iterable[list[str]]) -> Iterator[list[str]]:
        """Rows of the header's width; one of another width is a broken one. ODK Central has left out the last cells
        where they were empty: that loses nothing, if none of them answers anything."""
        width = len(self.headers)
        least = 1 + max((*self.targets, *self._named(self.tool.date + self.tool.id)), default=width)
        broken = [BROKEN] * len(self.kept)
        for row in rows:
            if len(row) > width and not any(row[width:]):
                row = row[:width]
            elif least <= len(row) < width:
                row = row + [""] * (width - len(row))
            if len(row) != width:
                yield broken
            else:
                yield [row[n].replace("\0", "") for n in self.kept]

    def _strip(self, stored: Path) -> None:
        """Drops free columns that look personal by content, masks such cells in the others, writes what is kept."""
        table = range(len(self.kept))
        asked = {self.place_of[n] for n in self.targets}
        # a date or a weight may look like a phone number, the number of a response like one without its first 0
        plain = self._places("date") | self._places("weight")
        own = {self.place_of[n] for n in self.own} - (asked - plain - self._places("id"))
        free = [n for n in table if n not in asked and n not in own]
        looked = [n for n in table if n not in own | plain and not self.context.keeps_all]
        open_ones = {n for n in asked if (question := self._question(n)) and self._is_open(question)}
        looks = {n: WITH_LIKELY_NAMES if n in open_ones else WITH_NAMES for n in asked}
        if self._places("unit"):  # else a free column may hold units, and some are named after people
            looks |= dict.fromkeys(free, IN_WORDS)
        looks |= dict.fromkeys(self._places("id"), Look(MARKED))
        found = self.export.personal_cells(looked, looks)
        names = self.export.name_columns([n for n in looked if n in free])
        gone = {n for n in free if n in found} | {n for n in names if not self._holds_units(n)}
        for n, why in self.doubtful.items():
            place = self.place_of[n]
            cells = [] if place in gone else [c[:2] for c in self.export.values((place,))]
            if not tells_nobody(cells, why, self.context):
                gone.add(place)
        self._mask({n: found.get(n, 0) for n in looked if n in asked})
        left = [n for n in looked if n in free and n not in gone]
        self._mask(self.export.personal_cells(left, dict.fromkeys(left, WITH_LIKELY_NAMES)))
        self.dropped += [self.headers[self.kept[n]] for n in sorted(gone)]
        if self.dropped:
            listed = ", ".join(f'"{" ".join(said_of(h, self.context).split())[:60]}"' for h in self.dropped)
            self.findings.append(
                finding("survey_columns_dropped", self.source.sheet, None, str(len(self.dropped)), listed)
            )
        self.export.store(stored, {n: self.headers[self.kept[n]] for n in table if n not in gone})
        self.gone = gone

    def _mask(self, found: dict[int, int]) -> None:
        """Masks what looks personal in columns that stay: in an open question, which no figure needs, every such cell,
        and all cells where they are many; elsewhere what is neither understood nor may become so."""
        for n, count in sorted(found.items()):
            question = self._question(n)
            if question and self._is_open(question):
                filled, masked = self.export.filled(n)
                if count + masked > NAME_SHARE * filled:
                    count = filled - masked
                    self.export.mask_all(n)
                elif count:
                    self.export.mask(n)
            elif count:
                kept = self._kept(n, question)
                count -= sum(times for cell, times in self.export.alike(n) if kept.get(cell) == cell)
                self.export.mask(n, kept)
            if count:
                header = self.headers[self.kept[n]]
                self.findings.append(finding("survey_cells_masked", self.source.sheet, None, str(count), column=header))

    def _kept(self, place: int, question: Question | None) -> dict[str, str]:
        """Cell that looks personal → what the archive keeps of it: the names of units, options of a scale, and what so
        many people wrote that it says of nobody who he is: an alias or an option may make it understood."""
        is_question = question is not None and question.role == "question"
        scale = question and self.context.surveys.scales.get(question.scale_code)
        kept = {}
        for cell, count in self.export.alike(place):
            if scale is None:
                is_marked = survey_personal.is_marked(cell) or is_question
                is_known = self._is_unit(cell) or not self.context.units
                if not is_marked and (count >= SAFE_COUNT or is_known):
                    kept[cell] = cell
            elif scale.option(cell):
                kept[cell] = cell
            elif question.is_multiple and (parts := scale.several(cell, self.tool.separators))[0]:
                said = f"{self.tool.separators[0]} ".join([*parts[0], MASK]) if parts[1] else cell
                if scale.several(said, self.tool.separators)[0] == parts[0]:
                    kept[cell] = said
            elif count >= SAFE_COUNT and survey_personal.said_of(cell) == cell:
                kept[cell] = cell
        return kept

    def _is_unit(self, cell: str) -> bool:
        return cell.strip() in self.context.units or self.context.is_called_like_a_unit(cell)

    def _holds_units(self, place: int) -> bool:
        """Whether few cells of a column that look like names of people are no units."""
        people = sum(n for cell, n in self.export.alike(place, WITH_NAMES.names) if not self._is_unit(cell))
        return people <= NAME_SHARE * self.export.filled(place)[0]

    def _question(self, place: int) -> Question | None:
        """What a column of the table answers."""
        target = self.targets.get(self.kept[place])
        return self.form.questions.get(target.question_code) if target else None

    def _is_open(self, question: Question) -> bool:
        """Whether no figure needs what stands in its cells: neither options of a scale nor numbers."""
        if question.role not in ("question", "group", "consent") or question.answer_kind == "number":
            return False
        is_coded = question.is_coded and question.scale_code in self.context.surveys.scales
        return not is_coded or question.answer_kind == "text"

    def _places(self, role: str) -> set[int]:
        """Columns of the table that answer a question of a role."""
        asked = self.form.questions if self.form else {}
        return {
            self.place_of[n]
            for n, target in self.targets.items()
            if target.question_code in asked and asked[target.question_code].role == role
        }

    # meaning

    def _understand(self) -> ParsedFile:
        parsed = ParsedFile(KIND, "csv", findings=self.findings)
        if missing := self.context.missing_reference():
            self.findings.append(finding("reference_missing", expected=", ".join(missing)))
            return parsed
        if not self._is_mapped():
            need = "cột đơn vị và ít nhất một câu hỏi"
            known = len({t.question_code for t in self.targets.values()})
            self.findings.append(
                finding("survey_unmapped", self.source.sheet, None, str(known), need, tool=self.tool.name)
            )
            return parsed
        if not self.total:
            self.findings.append(finding("survey_no_responses", self.source.sheet))
            return parsed
        wave = self._wave()
        if wave is None:
            return parsed
        self.wave = wave
        self._blank_not_asked()
        plan = self._plan(wave)
        answers = self.folder / "answers.parquet"
        result = self.export.code(plan, answers)
        result["unknown"] |= self.odd_marks
        self._report(result)
        parsed.year, parsed.row_count, parsed.answers = wave.year, result["loaded"], str(answers)
        reasons = result["reasons"]
        counts = [reasons.get(reason, 0) for reason in KEPT_OUT]
        refused = sum(reasons.get(reason, 0) for reason in REFUSED)
        parsed.rows_in, parsed.rows_refused = self.total, refused + sum(counts)
        unknown = sum(count for count, _ in result["unknown"].values())
        row = (wave.year, wave.wave_code, self.form.code, self.tool.name, self.total, result["loaded"], refused,
               *counts, unknown)  # fmt: skip
        parsed.rows["raw.survey_file"] = [row]
        # of a large file the hash of its hash: contents in journals were hashed so
        digest = self.digest.copy() if self.total < 200_000 else hashlib.sha256(self.digest.digest())
        digest.update(repr(row).encode())
        parsed.content_hash = digest.hexdigest()
        return parsed

    def _is_mapped(self) -> bool:
        if self.form is None:
            return False
        codes = {t.question_code for t in self.targets.values()}
        roles = {self.form.questions[c].role for c in codes if c in self.form.questions}
        unit = self.form.unit_question is None or "unit" in roles
        return unit and "question" in roles

    def _columns(self, role: str) -> tuple[int, ...]:
        """Columns of the table whose question has a role."""
        return tuple(
            self.place_of[n]
            for n, t in sorted(self.targets.items())
            if self.form.questions[t.question_code].role == role and t.option_code is None
        )

    def _named(self, words: tuple[str, ...]) -> list[int]:
        """Places of the headers that the tool calls so."""
        return [n for n, h in enumerate(self.headers) if tools.words_of(h) & set(words)]

    def _blank_not_asked(self) -> None:
        """LimeSurvey writes N/A where a question was not shown: no answer, unless the scale has it as one. Its export
        may be without the columns by which it is known."""
        if self.tool.code not in ("limesurvey", "other"):
            return
        words = self.context.words(KIND, "not_asked")
        for n, target in self.targets.items():
            question, place = self.form.questions[target.question_code], self.place_of[n]
            scale = self.context.surveys.scales.get(question.scale_code)
            cells = {cell.strip().lower() for cell, *_ in self.export.values((place,))}
            none = [w for w in words if w in cells and (scale is None or scale.option(w) is None)]
            if none:
                self.export.blank(place, none)

    def _tool_column(self, words: tuple[str, ...]) -> int | None:
        place = tools.column([self.headers[n] for n in self.kept], words)
        return None if place in self.gone else place

    def _wave(self) -> Wave | None:
        """The wave of the form in whose period most responses lie; without dates the only wave there is."""
        waves = sorted(self.form.waves, key=lambda w: (w.collected_from, w.wave_code))
        dated = self._columns("date")
        self.date_column = dated[0] if dated else self._tool_column(self.tool.date)
        if self.date_column is not None:
            utc = [self.place_of.get(n) for n in self._named(self.tool.utc)]
            self.export.straighten_days(self.date_column, not dated and self.date_column in utc)
        texts = self.export.day_texts(self.date_column) if self.date_column is not None else []
        self.days = self._days(texts, waves)
        if (
            not dated
            and not self.tool.needed
            and sum(n for _, n, _ in texts) > 2 * sum(n for t, n, _ in texts if t in self.days)
        ):
            self.date_column, texts = None, []  # only called as a tool calls its day
        real = [(self.days[t], count) for t, count, _ in texts if t in self.days and self.days[t].year > 1980]
        hits = {w: sum(c for d, c in real if w.collected_from <= d <= w.collected_to) for w in waves}
        best = [w for w in waves if hits[w] and hits[w] == max(hits.values())]
        if not real and len(waves) == 1:
            best = waves
        if best:
            return best[-1]
        seen = [d for d, _ in real]
        found = (
            f"các phiếu trả lời từ {min(seen):%d/%m/%Y} đến {max(seen):%d/%m/%Y}"
            if seen
            else "tệp không có ngày trả lời"
        )
        known = "; ".join(w.words for w in waves) or "chưa có đợt nào"
        self.findings.append(finding("survey_wave_unknown", self.source.sheet, None, found, known))
        return None

    def _days(self, texts: list[tuple[str, int, int]], waves: list[Wave]) -> dict[str, date]:
        """Day part of a cell → day. The order of day and month is that of the whole column: decided by a value above
        12, else by the periods of the waves, else day first, which is said."""
        parts = [tuple(map(int, hit.groups()[:2])) for t, *_ in texts if (hit := _TWO_ORDERS.match(t))]
        first, second = (max((p[n] for p in parts), default=0) for n in (0, 1))
        days = {t: d for t, *_ in texts if (d := day_of(t, second > 12 >= first))}
        if first > 12 or second > 12 or not any(a != b for a, b in parts):
            return days
        other = {t: d for t, *_ in texts if (d := day_of(t, True))}

        def inside(found: dict[str, date]) -> int:
            return sum(
                count for t, count, _ in texts
                if t in found and any(w.collected_from <= found[t] <= w.collected_to for w in waves)
            )  # fmt: skip

        if inside(other) != inside(days):
            return max(other, days, key=inside)
        cell = self.source.cell(0, self.kept[self.date_column])
        self.findings.append(finding("survey_date_order", self.source.sheet, cell))
        return days

    def _plan(self, wave: Wave) -> Plan:
        scales = self.context.surveys.scales
        units = self._columns("unit")
        groups, consents = self._columns("group"), self._columns("consent")
        self.unknown_units: dict[str, tuple[int, str]] = {}
        unit_codes = [(cell, code) for cell, count, _ in self.export.values(units) if (code := self._unit(cell, count, wave))] if units else []  # fmt: skip
        statuses = self._columns("status")
        weights, ids = self._columns("weight"), self._columns("id")
        period = (wave.collected_from, wave.collected_to) if self.date_column is not None else None
        self.odd_marks: dict[str, tuple[int, int]] = {}
        columns, splits = self._questions(scales)
        id_column = ids[0] if ids else self._tool_column(self.tool.id) if self.tool.id else None
        return Plan(
            unit_columns=units, unit_codes=tuple(unit_codes), fixed_unit=None if units else wave.unit_code,
            group_columns=groups, group_codes=tuple(self._options("group", groups, scales)),
            consent_columns=consents, consent_given=tuple(self._given(consents, scales)),
            complete_column=self._tool_column(self.tool.complete) if self.tool.complete else None,
            review_column=statuses[0] if statuses else self._tool_column(self.tool.review) if self.tool.review else None,
            review_refused=self.tool.refused, id_column=id_column, respondent=self._respondent(wave, id_column),
            date_column=self.date_column, date_codes=tuple(self.days.items()), period=period,
            weight_column=weights[0] if weights else None, columns=tuple(columns), splits=tuple(splits),
        )  # fmt: skip

    def _respondent(self, wave: Wave, id_column: int | None) -> tuple[int, ...]:
        """Columns by which a response is known again in another export of a wave whose exports add up. An id that
        only counts the responses of one form says nothing without the answers beside it; where there is none, the
        second in which a response was sent says it together with all its answers."""
        if wave.files != "add":
            return ()
        if id_column is not None and self.tool.is_id_unique:
            return (id_column,)
        asked = sorted(
            (t.question_code, t.option_code or "", n)
            for n, t in self.targets.items()
            if not self._is_open(self.form.questions[t.question_code])
        )
        answers = [self.place_of[n] for _, _, n in asked]
        dated = [] if self.date_column is None else [self.date_column]
        if id_column is not None:
            return (id_column, *dated, *answers)
        return (*dated, *answers) if dated and self.export.tells_seconds(dated[0]) else ()

    def _unit(self, cell: str, count: int, wave: Wave) -> str | None:
        match = self.context.find_unit(cell, wave.year)
        if match.problem == "unit_ambiguous":  # of a year with a merger: who existed in the fieldwork
            period = (wave.collected_from, wave.collected_to)
            match = self.context.find_unit(cell, wave.year, period)
        if match.unit and match.problem is None:
            return match.unit.unit_code
        if cell.strip() in self.context.units:  # XML names and option codes may be unit codes
            return cell.strip()
        if cell != MASK:
            self.unknown_units[cell] = (count, match.expected)
        return None

    def _options(self, role: str, columns: tuple[int, ...], scales: dict) -> list[tuple[str, str]]:
        question = next((q for q in self.form.questions.values() if q.role == role), None)
        if not columns or question is None or question.scale_code not in scales:
            return []
        scale = scales[question.scale_code]
        return [(c, code) for c, *_ in self.export.values(columns) if (code := scale.option(c))]

    def _given(self, columns: tuple[int, ...], scales: dict) -> list[str]:
        question = next((q for q in self.form.questions.values() if q.role == "consent"), None)
        if not columns or question is None or question.scale_code not in scales:
            return []
        favourable = scales[question.scale_code].favourable
        return [c for c, code in self._options("consent", columns, scales) if code in favourable]

    def _questions(self, scales: dict) -> tuple[list[Column], list[Split]]:
        whole: dict[str, list[int]] = {}
        parts: dict[str, list[tuple[int, str]]] = {}
        for n, target in sorted(self.targets.items()):
            question = self.form.questions[target.question_code]
            if question.role != "question":
                continue
            if target.option_code is not None and question.is_multiple:
                parts.setdefault(target.question_code, []).append((self.place_of[n], target.option_code))
            else:
                whole.setdefault(target.question_code, []).append(self.place_of[n])
        columns, splits = [], []
        for code, options in parts.items():
            whole.pop(code, None)  # the joined cell says the same again
            splits.append(self._split(code, options))
        for code, places in whole.items():
            question = self.form.questions[code]
            if question.answer_kind == "number":
                columns.append(Column(code, tuple(places), "number"))
            elif question.scale_code in scales and question.answer_kind != "text":
                columns.append(self._column(code, tuple(places), scales[question.scale_code]))
        return columns, splits

    def _split(self, code: str, options: list[tuple[int, str]]) -> Split:
        """The cells that mean yes, column by column. What a respondent wrote beside "Khác" does; a cell that is
        neither yes nor no is said, and counts as no."""
        yes, no = (set(self.context.words(KIND, w)) for w in ("chosen", "not_chosen"))
        columns = []
        for place, option in options:
            written = self.tool.code == "limesurvey" and WRITTEN.fullmatch(self.headers[self.kept[place]])
            chosen = set(yes)
            for cell, count, row in self.export.values((place,)):
                word = cell.strip().lower()
                if word in yes or word in no:
                    continue
                if written:
                    chosen.add(word)
                else:
                    before, first = self.odd_marks.get(code, (0, row))
                    self.odd_marks[code] = (before + count, min(first, row))
            columns.append((place, option, tuple(sorted(chosen))))
        return Split(code, tuple(columns))

    def _column(self, code: str, places: tuple[int, ...], scale) -> Column:
        meaning: list[tuple[str, str | None]] = []
        if not self.form.questions[code].is_multiple:
            found = self.export.values(places)
            self.cells = getattr(self, "cells", {}) | {code: found}
            meaning = [(cell, option) for cell, *_ in found if (option := scale.option(cell)) is not None]
            return Column(code, places, "single", tuple(meaning))
        for cell, *_ in self.export.values(places):
            if (alone := scale.option(cell)) is not None:
                meaning.append((cell, alone))
                continue
            chosen, unknown = scale.several(cell, self.tool.separators)
            meaning += [(cell, option) for option in chosen]
            if unknown:
                meaning.append((cell, None))
            elif not chosen:
                meaning.append((cell, NONE_CHOSEN))
        return Column(code, places, "multiple", tuple(meaning))

    # what is said

    def _report(self, result: dict) -> None:
        reasons = result["reasons"]
        kept_out = sum(reasons.get(r, 0) for r in KEPT_OUT)
        refused = sum(reasons.get(r, 0) for r in REFUSED)
        sheet = self.source.sheet
        self.findings.append(
            finding(
                "survey_rows",
                sheet,
                None,
                str(result["loaded"]),
                None,
                total=self.total,
                kept_out=kept_out,
                refused=refused,
            )
        )
        period = f"{self.wave.collected_from:%d/%m/%Y}–{self.wave.collected_to:%d/%m/%Y}"
        for reason in KEPT_OUT:
            if count := reasons.get(reason):
                self.findings.append(finding(f"survey_{reason}", sheet, None, str(count), period))
        self._report_refused(result["examples"], refused)
        self._report_unknown(result)
        known = set(self.targets) | self.own
        free = [h for n, h in enumerate(self.headers) if n not in known and h not in self.dropped and h.strip()]
        if free:
            listed = "; ".join(f'"{" ".join(h.split())[:60]}"' for h in free[:12])
            more = f" và {len(free) - 12} cột khác" if len(free) > 12 else ""
            self.findings.append(finding("survey_column_unmapped", sheet, None, listed + more))

    def _report_refused(self, examples: dict[str, list[int]], refused: int) -> None:
        column = {"unit_missing": self._columns("unit"), "unit_unknown": self._columns("unit"),
                  "date_unreadable": (self.date_column,) if self.date_column is not None else (),
                  "weight_unreadable": self._columns("weight")}  # fmt: skip
        named = 0
        for reason, places in examples.items():
            at = column.get(reason) or ()
            for place in places[: LISTED - named]:
                cell = self.source.cell(place, self.kept[at[0]] if at else None)
                self.findings.append(
                    finding("survey_row_refused", self.source.sheet, cell, None, None, reason=self._reason(reason))
                )
                named += 1
        if refused > named:
            words = "; ".join(REASONS[r] for r in examples)
            self.findings.append(
                finding("survey_rows_refused", self.source.sheet, None, str(refused), str(named), reason=words)
            )

    def _reason(self, reason: str) -> str:
        if reason == "unit_unknown" and len(self.unknown_units) <= LISTED:
            near = {expected for count, expected in self.unknown_units.values() if expected}
            if len(self.unknown_units) == 1 and near:
                return f"{REASONS[reason]}; có phải: {near.pop()}? Bổ sung {reference_names.sheet('unit_aliases')} rồi chạy: python -m etl load --recheck"
        return REASONS[reason]

    def _report_unknown(self, result: dict) -> None:
        for code, (count, row) in result["unknown"].items():
            place = next(n for n, t in sorted(self.targets.items()) if t.question_code == code)
            self.findings.append(
                finding("option_unknown", self.source.sheet, self.source.cell(row, place), str(count),
                        column=self.form.questions[code].wording[:80],
                        value=ODD_MARK if code in self.odd_marks else self._frequent(code))
            )  # fmt: skip
        for code, (count, row) in result["bad"].items():
            place = next(n for n, t in sorted(self.targets.items()) if t.question_code == code)
            self.findings.append(
                finding("survey_value_bad", self.source.sheet, self.source.cell(row, place), str(count),
                        column=self.form.questions[code].wording[:80])
            )  # fmt: skip

    def _frequent(self, code: str) -> str:
        """Unknown answers that many people gave, in words; a rare one may say who gave it."""
        scale = self.context.surveys.scales.get(self.form.questions[code].scale_code)
        cells = getattr(self, "cells", {}).get(code, [])
        often = [
            c
            for c, count, _ in cells
            if count >= SAFE_COUNT and c != MASK and scale.option(c) is None and not survey_personal.is_name(c)
        ]
        return f" ({'; '.join(c[:40] for c in often[:5])})" if often else ""


def day_of(text: str, month_first: bool) -> date | None:
    """A day from `2025-11-29`, `2025/11/29`, `29/11/2025` or, month first, `11/29/2025`."""
    if iso := _YEAR_FIRST.match(text):
        year, month, day = map(int, iso.groups())
    elif found := _TWO_ORDERS.match(text):
        day, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
        if month_first:
            day, month = month, day
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


__all__ = ["Form", "Target", "answer_key", "is_survey", "parse_document", "parse_large", "parse_text"]
