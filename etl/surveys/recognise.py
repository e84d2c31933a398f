"""Which files are survey exports, and which are something else of a survey that is to be named."""

from __future__ import annotations

import csv
from pathlib import Path

from etl.read import values
from etl.read.findings import finding
from etl.read.model import ParsedFile
from etl.read.text import label_key
from etl.read.workbook import Document, Sheet
from etl.reference.context import Context
from etl.reference.question_map import header_keys
from etl.surveys import text_exports, tools
from etl.surveys.answers import parse
from etl.surveys.source import Source, rejected
from etl.surveys.strip import said_of

SUMMARY = ({"answer", "câu trả lời", "đáp án"}, {"count", "số lượng", "số phiếu"}, {"percentage", "%", "tỷ lệ", "percent", "tỉ lệ"})  # fmt: skip


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
        return rejected(finding("survey_unreadable", found=type(error).__name__))


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
        return rejected(finding("survey_unreadable", found=f"tệp lớn, {found}"))
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
        return rejected(finding("survey_is_summary", found=", ".join(first[:3])), document.ext)
    if not found and tools.is_repeat(first):
        return rejected(finding("survey_is_repeat", said_of(sheets[0].name, context)), document.ext)
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


def is_export(document: Document, context: Context) -> bool:
    """Whether a workbook is a survey export, or has one among its sheets."""
    return any(is_survey(_header(sheet.rows)[1], context) for sheet in _sheets(document))


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
    return rejected(finding("survey_is_xlsform"), document.ext)


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
            return rejected(finding("survey_resaved"))
    if _is_summary(headers):
        return rejected(finding("survey_is_summary", found=", ".join(headers[:3])))
    if _is_form_design(headers):
        return rejected(finding("survey_is_xlsform"))
    if tools.is_repeat(headers):
        return rejected(finding("survey_is_repeat"))
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


def _text(cell) -> str | None:
    text = values.as_received(cell)
    return None if text is None else text
