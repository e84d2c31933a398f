"""Bytes → sheets of cells, without meaning. Runs in a worker process: what it is given is not trusted."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from html import unescape
from pathlib import PurePosixPath
from xml.etree import ElementTree

from etl.read import cell_facts, legacy_text, second_reader, word
from etl.read.cell_facts import Facts
from etl.read.findings import finding
from etl.read.model import Finding
from etl.read.recognise import MAX_BYTES, PROOF, READABLE, ZIP, BadFile, Package, extension, refuse_doctype_in
from etl.read.text_tables import TextSheet, is_spreadsheet_2003, read_csv, read_html, read_spreadsheet_2003

MAX_CELLS = 4_000_000  # of the box around all cells; below it a sheet costs at most some 200 MB

# Parts are searched with patterns, not parsed: a second parse would cost more than the reader itself.
_P = rb"(?:\w+:)?"  # namespace prefix, as some writers use
_CELL = re.compile(rb"<" + _P + rb"c\b([^>]*)>")
_FORMULA_CELL = re.compile(
    rb"<" + _P + rb"c\b([^>]*)><" + _P + rb"f\b(?:[^>]*/>|[^>]*>[^<]*</" + _P + rb"f>)"
    rb"(<" + _P + rb"v\s*/>|<" + _P + rb"v></" + _P + rb"v>)?</" + _P + rb"c>"
)  # fmt: skip
# digits → 0, capitals → A: far references are then found by two plain searches
_SHAPE = bytes.maketrans(b"123456789BCDEFGHIJKLMNOPQRSTUVWXYZ'", b'000000000AAAAAAAAAAAAAAAAAAAAAAAAA"')
_REFERENCE = re.compile(rb'r="(?:[A-Z]{3}|[A-Z]{0,2}\d{5})')
_FAR_REFERENCE_OTHER_QUOTE = re.compile(rb"r='(?:[A-Z]{3}|[A-Z]{0,2}\d{5})")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]*)(\d+)["']""")
_ADDRESS = re.compile(rb"""\br=["']([A-Z]+)(\d+)["']""")
_TYPE = re.compile(rb"""\bt=["'](\w+)["']""")
_STYLE = re.compile(rb"""\bs=["'](\d+)["']""")
_XF_BLOCK = re.compile(rb"<" + _P + rb"cellXfs\b.*?</" + _P + rb"cellXfs>", re.DOTALL)
_XF = re.compile(rb"<" + _P + rb"xf\b([^>]*)>")
_NUMBER_FORMAT = re.compile(rb"<" + _P + rb"numFmt\b([^>]*)>")
_FORMAT_ID = re.compile(rb"""\bnumFmtId=["'](\d+)["']""")
_FORMAT_CODE = re.compile(rb"""\bformatCode=(?:"([^"]*)"|'([^']*)')""")
_LITERAL = re.compile(rb"&quot;.*?&quot;|\\.|_.")
_SHEET = re.compile(rb"<" + _P + rb"sheet\b([^>]*)>")
_RELATION = re.compile(rb"<" + _P + rb"Relationship\b([^>]*)>")
_NAME = re.compile(rb"""\bname\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_RELATION_ID = re.compile(rb"""\b\w+:id\s*=\s*["']([^"']*)["']""")
_ID = re.compile(rb"""\bId\s*=\s*["']([^"']*)["']""")
_TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']*)["']""")
_DATE_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true|on)["']""")

IDENTIFICATION_SHEET = "_nhan_dang"  # written by our template
# The first sheet of a marked workbook (etl/desk/marked.py): our own words, no data of the unit.
RESULT_SHEET = "Kết quả kiểm tra"
RESULT_TITLE = "KẾT QUẢ KIỂM TRA TỆP"


def is_result_sheet(name: str, first_cell: object) -> bool:
    """Whether a sheet is the list of findings that we put into a marked workbook."""
    return name.startswith(RESULT_SHEET) and first_cell == RESULT_TITLE


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(maxsize=64)
def _addresses(column: int, rows: int) -> list[str]:
    name = letters(column)
    return [f"{name}{row}" for row in range(1, rows + 1)]


def addresses(column: int, rows: int) -> list[str]:
    """A1-style addresses of at least the first `rows` cells of a column."""
    return _addresses(column, -(-rows // 256) * 256)


@dataclass(slots=True)
class Sheet:
    """Cells of one sheet: `rows[0][0]` is A1, `""` a blank. Its part tells what the reader hides."""

    name: str
    rows: list[list]
    hidden: bool = False
    part: bytes | None = None  # XML of an xlsx sheet
    percent_styles: frozenset[bytes] = frozenset()
    is_text: bool = False  # csv, Word, web page: nothing is hidden
    ext: str = "xlsx"
    facts: Callable[[], Facts | None] | None = None  # what a second reader tells of other formats
    _trouble: dict[str, str] | None = None

    def address(self, row: int, column: int) -> str:
        """A1 style."""
        return f"{letters(column)}{row + 1}"

    def trouble(self, row: int, column: int) -> str | None:
        """Finding code for a blank cell that is not really blank; None for a true blank."""
        if self._trouble is None:
            self._trouble = self._find_trouble()
        return self._trouble.get("*") or self._trouble.get(f"{letters(column)}{row + 1}")

    def _find_trouble(self) -> dict[str, str]:
        if self.is_text:
            return {}
        if self.part is None:
            told = self.facts() if self.facts else None
            if told is None:
                return {"*": "cannot_tell_empty"}
            return {self.address(*place): code for place, code in told.trouble.items()}
        found = {}
        # plain searches first: nearly every workbook has neither
        if b't="e"' in self.part or b"t='e'" in self.part:
            for cell in _CELL.findall(self.part):
                kind = _TYPE.search(cell)
                if kind and kind[1] == b"e":
                    found[_address(cell)] = "error_cell"
        if b"<f" in self.part or b":f" in self.part:
            for cell, value in _FORMULA_CELL.findall(self.part):
                kind = _TYPE.search(cell)
                if not (value and kind and kind[1] == b"str"):  # a stored empty text is a blank
                    found[_address(cell)] = "formula_without_value"
        return found

    def percent_formats(self, column: int) -> dict[int, bool]:
        """Row (0-based) → whether its cell in the column is formatted as percent; a row is absent where nothing
        tells."""
        if self.part is None:
            told = self.facts() if self.facts else None
            return {} if told is None else {r: (r, column) in told.percent for r in range(len(self.rows))}
        name = letters(column).encode()
        formats = {}
        for row, style, rest in _column_pattern(name).findall(self.part):
            if b" s=" in rest:  # attributes in another order
                found = _STYLE.search(rest)
                style = found[1] if found else style
            formats[int(row) - 1] = style in self.percent_styles
        return formats


@lru_cache(maxsize=64)
def _column_pattern(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb'<c r="%b(\d+)"(?: s="(\d+)")?([^>]*)>' % name)


def _address(cell: bytes) -> str:
    """Address in the attributes of a cell; `*` (any cell) where it has none."""
    hit = _ADDRESS.search(cell)
    return (hit[1] + hit[2]).decode() if hit else "*"


@dataclass(slots=True)
class Document:
    """One file: its sheets in order, hidden ones too, and what was noticed on the way."""

    name: str
    ext: str
    path: str = ""  # with its folder, as far as the sender or the user gave it
    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    epoch_1904: bool = False

    @property
    def visible(self) -> list[Sheet]:
        """Sheets that a person sees."""
        return [sheet for sheet in self.sheets if not sheet.hidden]


def read(data: bytes, name: str) -> Document:
    """The document; raises BadFile with the finding code where it cannot be read."""
    stem = PurePosixPath(name.replace("\\", "/")).name
    if not data:
        raise BadFile("empty_file")
    if stem.startswith("~$"):
        raise BadFile("lock_file")
    if len(data) > MAX_BYTES:
        raise BadFile("file_too_large", f"{len(data) // 2**20} MB", f"{MAX_BYTES // 2**20} MB")
    package = Package(data) if data.startswith(ZIP) else None
    ext = extension(data, package)
    if ext in PROOF:
        raise BadFile("not_a_table", PROOF[ext])
    if ext not in READABLE:
        raise BadFile("unknown_content", ext)
    document = Document(stem, ext, name)
    written = stem.rpartition(".")[2].lower() if "." in stem else ""
    if written != ext and (ext, written) not in _FITTING_NAMES:
        document.findings.append(finding("wrong_extension", found=f".{written}", expected=f".{ext}"))
    if ext in _TEXT_READERS:
        _TEXT_READERS[ext](data, document, package)
    else:
        _read_book(data, document, package)
    _mend_legacy_text(document)
    return document


_FITTING_NAMES = {("csv", "txt"), ("csv", "tsv"), ("html", "htm")}


def _take_csv(data: bytes, document: Document, package) -> None:
    name = document.name.rpartition(".")[0] or document.name
    document.sheets.append(Sheet(name, read_csv(data), is_text=True))


def _take_html(data: bytes, document: Document, package) -> None:
    _take_text_sheets(document, [read_html(data, document.name.rpartition(".")[0])])


def _take_xml(data: bytes, document: Document, package) -> None:
    refuse_doctype_in(document.name, data)
    if not is_spreadsheet_2003(data):
        raise BadFile("unknown_content", "xml")
    _take_text_sheets(document, read_spreadsheet_2003(data))


def _take_word(data: bytes, document: Document, package: Package) -> None:
    package.refuse_doctype()
    try:
        content = package.xml("word/document.xml")
        if not word.has_table(content):
            raise BadFile("not_a_table", "văn bản Word không có bảng")
        rows = word.rows_of(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadFile("corrupt_file", _reason(error)) from None
    document.sheets.append(Sheet(word.SHEET_NAME, rows, is_text=True, ext="docx"))


_TEXT_READERS = {"csv": _take_csv, "html": _take_html, "xml": _take_xml, "docx": _take_word}


def _take_text_sheets(document: Document, sheets: list[TextSheet], is_text: bool = True) -> None:
    for sheet in sheets:
        if sum(map(len, sheet.rows)) > MAX_CELLS:
            size = f"{len(sheet.rows)} × {len(sheet.rows[0])}"
            raise BadFile("absurd_dimensions", size, sheet_name=sheet.name)
        if sheet.hidden and sheet.name != IDENTIFICATION_SHEET:
            document.findings.append(finding("hidden_sheet_ignored", sheet.name, sheet_name=sheet.name))
            continue
        known = None if sheet.facts is None else partial(_same, sheet.facts)
        document.sheets.append(
            Sheet(
                sheet.name, sheet.rows, sheet.hidden, is_text=is_text and known is None, ext=document.ext, facts=known
            )
        )


def _same(facts: Facts) -> Facts:
    return facts


def _mend_legacy_text(document: Document) -> None:
    """Text in the fonts of the nineties becomes Unicode, with a warning."""
    texts = (value for sheet in document.sheets for row in sheet.rows for value in row if type(value) is str)
    encoding = legacy_text.encoding_of(texts)
    if encoding is None:
        return
    for sheet in document.sheets:
        sheet.rows = [[legacy_text.convert(v, encoding) if type(v) is str else v for v in row] for row in sheet.rows]
    document.findings.append(finding("legacy_encoding", found=legacy_text.NAMES[encoding]))


def _read_book(data: bytes, document: Document, package: Package | None) -> None:
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    parts = _Parts(package) if package and document.ext in ("xlsx", "xlsm") else None
    if package:
        package.refuse_doctype(besides=parts.part_of.values() if parts else ())
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise BadFile("password_protected") from None
    except Exception as error:
        _read_again(data, document, parts, _reason(error))
        return
    document.epoch_1904 = bool(parts and parts.epoch_1904)
    facts_of = cell_facts.of(document.ext, data) if document.ext in cell_facts.EXTENSIONS else None
    for index, meta in enumerate(book.sheets_metadata):
        if meta.typ is not SheetTypeEnum.WorkSheet:
            document.findings.append(finding("macro_sheet_ignored", meta.name, sheet_name=meta.name))
            continue
        hidden = meta.visible is not SheetVisibleEnum.Visible
        if hidden and meta.name != IDENTIFICATION_SHEET:
            document.findings.append(finding("hidden_sheet_ignored", meta.name, sheet_name=meta.name))
            continue
        part = parts.sheet(meta.name) if parts else None
        if part is not None:
            refuse_absurd_box(part, meta.name)
        try:
            sheet = book.get_sheet_by_index(index)
            if sheet.total_height * sheet.total_width > MAX_CELLS:
                raise BadFile("absurd_dimensions", f"{sheet.total_height} × {sheet.total_width}", sheet_name=meta.name)
            rows = sheet.to_python(skip_empty_area=False)
        except BadFile:
            raise
        except Exception as error:
            raise BadFile("sheet_unreadable", _reason(error), sheet_name=meta.name) from None
        if is_result_sheet(meta.name, rows[0][0] if rows and rows[0] else ""):
            document.findings.append(finding("result_sheet_ignored", meta.name, sheet_name=meta.name))
            continue
        styles = parts.percent_styles if parts else frozenset()
        facts = partial(_facts_of_sheet, facts_of, meta.name) if facts_of else None
        document.sheets.append(Sheet(meta.name, rows, hidden, part, styles, ext=document.ext, facts=facts))
    if package and document.ext == "ods" and cell_facts.shows_errors(package.read("content.xml")):
        _blank_error_cells(document)


def _read_again(data: bytes, document: Document, parts: _Parts | None, reason: str) -> None:
    """With the second reader, where there is one; the first one's reason is the one to tell."""
    if document.ext not in second_reader.EXTENSIONS:
        raise BadFile("corrupt_file", reason)
    for name, part in ((n, parts.sheet(n)) for n in parts.part_of) if parts else ():
        if part:
            refuse_absurd_box(part, name)
    try:
        sheets = second_reader.read(document.ext, data)
    except BadFile:
        raise
    except Exception:
        raise BadFile("corrupt_file", reason) from None
    _take_text_sheets(document, sheets, is_text=False)


def _facts_of_sheet(facts_of: Callable[[], dict[str, Facts]], name: str) -> Facts | None:
    return facts_of().get(name)


def _blank_error_cells(document: Document) -> None:
    """Some programs store a failed formula as 0: it must not be read as one."""
    for sheet in document.sheets:
        told = sheet.facts() if sheet.facts else None
        for r, c in told.trouble if told else ():
            if r < len(sheet.rows) and c < len(sheet.rows[r]):
                sheet.rows[r][c] = ""


def _reason(error: Exception) -> str:
    return str(error)[:200] or type(error).__name__


def refuse_absurd_box(part: bytes, sheet_name: str) -> None:
    """Two cells in opposite corners make the reader allocate the whole sheet, so the box is measured first."""
    # from the first mention of sheetData to the last: margins and widths have many digits too
    shape = part[max(part.find(b"sheetData"), 0) : part.rfind(b"sheetData")].translate(_SHAPE)
    if b'00000"' not in shape and b"AAA0" not in shape and b'AAA"' not in shape:
        return  # below column AAA and row 10,000
    width = height = 0
    for column, row in _REFERENCE.findall(part):
        height = max(height, int(row))
        width = max(width, _column_number(column))
    if width * height > MAX_CELLS:
        raise BadFile("absurd_dimensions", f"{height} × {width}", sheet_name=sheet_name)


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name[:6]:
        number = number * 26 + letter - 64
    return number


_BOOK = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
_known_books: dict[tuple, tuple] = {}  # packed parts → what they say: equal for all files of one form


class _Parts:
    """The parts of an xlsx that say what the reader does not: error cells, formats, the epoch."""

    def __init__(self, package: Package) -> None:
        self.package = package
        key = tuple([(package.members[name].method, package.packed(name)) for name in _BOOK if name in package])
        if key not in _known_books:
            if len(_known_books) > 200:
                _known_books.clear()
            book, relations, styles = (package.read(name) if name in package else b"" for name in _BOOK)
            epoch_1904 = bool(_DATE_1904.search(book))
            _known_books[key] = epoch_1904, parts_of(book, relations), _percent_styles(styles)
        self.epoch_1904, self.part_of, self.percent_styles = _known_books[key]

    def sheet(self, name: str) -> bytes | None:
        """XML of a sheet; None where it is not found, so that nothing is guessed from it."""
        part = self.part_of.get(name)
        return self.package.xml(part) if part in self.package else None


def parts_of(book: bytes, relations: bytes) -> dict[str, str]:
    """Name of a sheet → name of its part."""
    targets = {}
    for attributes in _RELATION.findall(relations):
        key, target = _ID.search(attributes), _TARGET.search(attributes)
        if key and target:
            path = target[1].decode("utf-8", "replace")
            targets[key[1]] = path[1:] if path.startswith("/") else f"xl/{path}"
    parts = {}
    for attributes in _SHEET.findall(book):
        name, relation = _NAME.search(attributes), _RELATION_ID.search(attributes)
        if name and relation and relation[1] in targets:
            parts[unescape((name[1] or name[2] or b"").decode("utf-8", "replace"))] = targets[relation[1]]
    return parts


def _percent_styles(styles: bytes) -> frozenset[bytes]:
    """Style numbers whose number format is a percent one."""
    percent = {b"9", b"10"}
    for attributes in _NUMBER_FORMAT.findall(styles):
        key, code = _FORMAT_ID.search(attributes), _FORMAT_CODE.search(attributes)
        if key and code and b"%" in _LITERAL.sub(b"", code[1] or code[2] or b""):
            percent.add(key[1])
    block = _XF_BLOCK.search(styles)
    formats = [_FORMAT_ID.search(xf) for xf in _XF.findall(block[0])] if block else []
    return frozenset(str(i).encode() for i, hit in enumerate(formats) if hit and hit[1] in percent)
