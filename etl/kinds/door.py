"""The one door: bytes of a file → checked rows and findings. Never raises on bad input."""

from __future__ import annotations

import traceback
from functools import cache
from importlib import import_module
from pathlib import Path

from etl.kinds import arranged, consolidated, correction, framework_sheet, handed_over, reply, seen, self_assessment
from etl.kinds.locate import Table, read_header
from etl.read import withheld
from etl.read.findings import finding
from etl.read.model import Finding, ParsedFile
from etl.read.recognise import MAX_BYTES, BadFile, extension
from etl.read.text import normalise_key
from etl.read.workbook import Document, read
from etl.reference import file_names
from etl.reference import tables as reference
from etl.reference.context import Context
from etl.surveys import recognise
from warehouse import kinds

LARGE = 16 * 1024 * 1024  # bytes; a text table above this is read in pieces
OPAQUE = {"not_a_table", "password_protected", "archive_not_opened", "corrupt_file"}
MAX_FINDINGS = 1000  # per file
SEVERITIES = ("error", "warning", "info")


def parse(data: bytes, name: str, context: Context) -> ParsedFile:
    """Recognises, reads, locates, types and checks one file. `name` is its file name, with folders where they are known: a hint, and for messages."""
    try:
        if survey_file := _parse_survey_text(data, name, context):
            why = withheld.of_text(data[:4096])
            return _rejected(data, why) if why else _bounded(reconciled(survey_file))
        document = read(data, name)
        if why := _withheld(document, data, context):
            return _rejected(data, why)
        return _bounded(reconciled(_parse(document, context)))
    except BadFile as bad:
        if bad.code == "not_a_table" and (why := withheld.of_other(data)):
            return _rejected(data, why)
        rejected = _rejected(data, finding(bad.code, None, None, bad.found, bad.expected, **bad.words))
        return _named(rejected, name, context) if bad.code in OPAQUE else rejected
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine's panics are no Exception
        return _rejected(data, finding("parser_crashed", None, None, _where(error)))


def _withheld(document: Document, data: bytes, context: Context) -> Finding | None:
    """Why a file must not come in, which is said before anything else of it is."""
    why = withheld.of_document(document, data)
    if why and recognise.is_export(document, context):
        why = withheld.of_document(document, data, is_export=True)
    return why


def _named(parsed: ParsedFile, name: str, context: Context) -> ParsedFile:
    """A file that is whole and that nobody can read: whose it is, its name or folder may tell. It was sent, then."""
    if context.units and (said := file_names.told(name, context)):
        parsed.unit_code, parsed.year = said
        unit = context.units[parsed.unit_code].unit_name
        parsed.findings.append(finding("receipt_from_name", None, None, unit, str(parsed.year)))
    return parsed


def _where(error: BaseException) -> str:
    """Which error, and where; its words may quote the file, and that may hold anything of anybody."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"


def reconciled(parsed: ParsedFile) -> ParsedFile:
    """Rows in = rows loaded + rows refused, or the file is rejected: no row may be lost on the way unsaid."""
    told = parsed.row_count + parsed.rows_refused
    if parsed.rows_in not in (None, told) and not parsed.has_error:
        words = {"loaded": parsed.row_count, "refused": parsed.rows_refused}
        parsed.findings.append(finding("rows_do_not_reconcile", None, None, str(parsed.rows_in), str(told), **words))
    return parsed


def _bounded(parsed: ParsedFile) -> ParsedFile:
    parsed.findings = bounded(parsed.findings)
    return parsed


def bounded(findings: list[Finding]) -> list[Finding]:
    """A file of a million wrong rows must not fill the journal: the gravest findings, and how many there are."""
    count = len(findings)
    if count <= MAX_FINDINGS:
        return findings
    gravest = sorted(findings, key=lambda f: SEVERITIES.index(f.severity))
    cut = finding("findings_cut", None, None, str(count), str(MAX_FINDINGS))
    return [*gravest[:MAX_FINDINGS], cut]


def parse_path(path: Path, name: str, context: Context) -> ParsedFile:
    """The same for a file on disk. Only a survey may be larger than what is held in memory."""
    if path.stat().st_size <= LARGE:
        return parse(path.read_bytes(), name, context)
    try:
        with path.open("rb") as file:
            head = file.read(4096)
        if is_text(head) and (parsed := recognise.parse_large(path, context)):
            return parsed
        if path.stat().st_size > MAX_BYTES:
            words = f"{path.stat().st_size // 2**20} MB", f"{MAX_BYTES // 2**20} MB"
            return _rejected(head, finding("file_too_large", None, None, *words))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        return _rejected(head, finding("parser_crashed", found=f"{type(error).__name__}"))
    return parse(path.read_bytes(), name, context)


def is_text(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a text table."""
    return not head.startswith(b"PK") and safe_extension(head) == "csv"


def _parse_survey_text(data: bytes, name: str, context: Context) -> ParsedFile | None:
    if not is_text(data[:4096]) or name.startswith("~$") or len(data) > MAX_BYTES:
        return None
    if reference.is_reference_csv(data):
        return None
    return recognise.parse_text(data, name, context)


def _rejected(data: bytes, reason) -> ParsedFile:
    return ParsedFile("unknown", safe_extension(data), findings=[reason])


def safe_extension(data: bytes) -> str:
    """Extension by content for the archive, also of what is broken."""
    try:
        return extension(data)
    except BadFile:
        return "zip" if data.startswith(b"PK") else "bin"


def _parse(document: Document, context: Context) -> ParsedFile:
    if recognise.is_xlsform(document):  # it has a sheet "settings" as the reference has
        return recognise.refuse_xlsform(document)
    if is_reference(document):
        return reference.parse(document)
    if framework_sheet.is_one(document):
        return framework_sheet.parse(document, context)
    if handed_over.is_one(document):
        return handed_over.parse(document, context)
    if parsed := recognise.parse_document(document, context):
        return parsed
    noticed = list(document.findings)
    parsed = _by_header(document, context)
    if parsed is None or _is_foreign(parsed):
        document.findings = noticed
        parsed = _by_title(document, context) or _unknown(document)
    return parsed


@cache
def readers() -> list:
    """What reads each kind that is known by its header words, in the order in which they are asked."""
    return [_reader(kind.reader) for kind in kinds.readers()]


def _reader(name: str):
    module, _, thing = name.partition(":")
    found = import_module(f"{__package__}.{module}")
    return getattr(found, thing) if thing else found


def _by_header(document: Document, context: Context) -> ParsedFile | None:
    for kind in readers():
        if tables := kind.find(document, context):
            # one unit's form with its criteria across has their codes for headers, and no column of units
            if kind is consolidated and not any("unit" in t.columns for t in tables):
                across = self_assessment.find_across(document, context)
                kind, tables = (self_assessment, across) if across else (kind, tables)
            if kind is self_assessment and (closer := _closer(document, context, tables)):
                return _parse_kind(closer[0], document, context, closer[1])
            # a matrix with units across has the words of a form, but no column of self scores
            own = kind is self_assessment and any("self_points" in t.columns for t in tables)
            if kind is self_assessment and not own and not _is_of_one_unit(document, context, tables):
                tables = consolidated.find_turned(document, context) or tables
                kind = consolidated if isinstance(tables[0], consolidated.Turned) else kind
            return _parse_kind(kind, document, context, tables)
    if tables := consolidated.find_turned(document, context):
        return _parse_kind(consolidated, document, context, tables)
    if tables := self_assessment.find_by_content(document, context):
        return _parse_kind(self_assessment, document, context, tables)
    return None


def _is_of_one_unit(document: Document, context: Context, tables: list) -> bool:
    """Whether a unit says above its table that it is its own, though several units stand across."""
    parsed = ParsedFile(self_assessment.KIND, document.ext)
    is_own = any(arranged.is_own(table, context) for table in tables)
    return is_own and self_assessment.identify(document, tables, context, parsed)[0] is not None


def _is_foreign(parsed: ParsedFile) -> bool:
    """Whether a table has some words of ours by chance: it says neither year nor unit nor issuer, and its header
    does not do. What is said about it would mislead, and it may hold anything, so it is kept as unknown."""
    codes = {f.code for f in parsed.findings if f.severity == "error"}
    nameless = "year_missing" in codes and bool(codes & {"unit_missing", "issuer_missing"})
    return nameless and bool(codes & {"missing_header", "duplicate_header", "unknown_header"})


def _unknown(document: Document) -> ParsedFile:
    names = ", ".join(f'"{sheet.name}"' for sheet in document.sheets)
    document.findings.append(finding("unknown_kind", None, None, f"trang {names}"))
    return ParsedFile("unknown", document.ext, findings=document.findings)


def _closer(document: Document, context: Context, tables: list) -> tuple | None:
    """A correction or a reply, which repeat the columns of a form beside those that only they have."""
    if all(column.field for table in tables for column in table.header):
        return None
    found = ((kind, kind.find(document, context)) for kind in (correction, reply))
    return next(((kind, tables) for kind, tables in found if tables), None)


def is_reference(document: Document) -> bool:
    """Whether the document holds reference or framework tables."""
    if document.ext == "csv":
        rows = document.sheets[0].rows
        return bool(rows) and reference.table_of_header(rows[0]) is not None
    return reference.is_reference([sheet.name for sheet in document.visible])


def _parse_kind(kind, document: Document, context: Context, tables: list) -> ParsedFile:
    missing = context.missing_reference()
    if missing:
        reason = finding("reference_missing", None, None, None, ", ".join(missing))
        return ParsedFile(kind.KIND, document.ext, findings=[*document.findings, reason])
    used = {table.sheet.name for table in tables}
    for sheet in document.visible:
        if sheet.name not in used and any(cell != "" for row in sheet.rows for cell in row):
            document.findings.append(finding("sheet_ignored", sheet.name, sheet_name=sheet.name))
    parsed = kind.parse(document, context, tables)
    looked = [table if isinstance(table, Table) else table.as_table() for table in tables]
    parsed.findings += dict.fromkeys(said for table in looked for said in seen.findings_of(table, looked))
    if kinds.catalogue()[kind.KIND].file_name_counts:
        said = file_names.contradictions(document.path, parsed.unit_code, parsed.year, context)
        parsed.findings += said
    return parsed


def _by_title(document: Document, context: Context) -> ParsedFile | None:
    """Kind by the words of its title where no header is known, so that the report can name the headers. A title
    stands alone in its row, above a row of headers; questions of a survey must not pass for one."""
    for sheet in document.visible:
        counts = [sum(cell != "" for cell in row) for row in sheet.rows[:40]]
        top = next((r for r, count in enumerate(counts) if count >= 3), None)
        if top is None:
            continue
        lines = [cell for row in sheet.rows[:top] for cell in row if type(cell) is str and cell]
        lines = [normalise_key(line) for line in lines]
        for kind in readers():
            fields = ("title", "title_verified", "title_final")
            words = [word for field in fields for word in context.words(kind.KIND, field)]
            if any(word in line for word in words for line in lines):
                header = read_header(sheet, top, context.code_headers(kind.KIND), context)
                return _parse_kind(kind, document, context, [header])
    return None
