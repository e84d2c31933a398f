"""Bytes → sheets of cells, without meaning. Runs in a worker process: what it is given is not trusted."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from pathlib import PurePosixPath
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from etl.read import cell_facts, legacy_text, second_reader, word, xlsx_facts
from etl.read.cell_facts import Facts, LeftOut, Merge
from etl.read.findings import finding
from etl.read.model import Finding
from etl.read.recognise import (
    ARCHIVES,
    MAIL,
    MAX_BYTES,
    PROOF,
    READABLE,
    ZIP,
    BadFile,
    Package,
    extension,
    refuse_doctype_in,
)
from etl.read.text_tables import TextSheet, is_spreadsheet_2003, read_csv, read_html, read_spreadsheet_2003, squared
from etl.read.values import as_received
from etl.read.xlsx_facts import Looks

MAX_CELLS = 4_000_000  # of the box around all cells; below it a sheet costs at most some 200 MB

# digits → 0, capitals → A: far references are then found by two plain searches
_SHAPE = bytes.maketrans(b"123456789BCDEFGHIJKLMNOPQRSTUVWXYZ'", b'000000000AAAAAAAAAAAAAAAAAAAAAAAAA"')
_REFERENCE = re.compile(rb"""\br=["']([A-Z]*)(\d+)["']""")

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
    """Cells of one sheet: `rows[0][0]` is A1, `""` a blank. `facts` tells what the reader hides; `part` is the XML of an
    xlsx sheet, which is searched before that is asked."""

    name: str
    rows: list[list]
    hidden: bool = False
    part: bytes | None = None
    looks: Looks | None = None  # styles of an xlsx
    is_text: bool = False  # csv, Word, web page: no cell has a number format
    ext: str = "xlsx"
    facts: Callable[[], Facts | None] | None = None
    lengths: list[int] | None = None  # of the records of a csv: cells that each line has itself
    left_out: dict[tuple[int, int], LeftOut] = field(default_factory=dict)
    turned: tuple[int, int] | None = None  # of one with rows for columns: where its first cell stands in the file
    _trouble: dict[tuple[int, int] | str, str] | None = None
    _percents: dict[int, dict[int, bool]] = field(default_factory=dict)

    def address(self, row: int, column: int) -> str:
        """A1 style."""
        if self.turned:
            row, column = self.turned[0] + column, self.turned[1] + row
        return f"{letters(column)}{row + 1}"

    def addresses(self, column: int) -> list[str]:
        """Addresses of at least all cells of a column."""
        if self.turned:
            return [self.address(row, column) for row in range(len(self.rows))]
        return addresses(column, len(self.rows))

    def turn(self, top: int, left: int, bottom: int) -> Sheet:
        """Its rows from `top` to `bottom`, from column `left` on, as columns."""
        rows = [list(column[left:]) for column in self.rows[top : bottom + 1]]
        turned = Sheet(self.name, list(map(list, zip(*rows, strict=True))), self.hidden, ext=self.ext)
        turned.is_text, turned.turned = self.is_text, (top, left)
        turned.left_out = {
            (c - left, r - top): said for (r, c), said in self.left_out.items() if r >= top and c >= left
        }
        turned.facts = cache(partial(_turned_facts, self, top, left))
        return turned

    def told(self) -> Facts:
        """What is known of it; nothing where nothing can tell."""
        return (self.facts() if self.facts else None) or _NO_FACTS

    def trouble(self, row: int, column: int) -> str | None:
        """Finding code for a blank cell that is not really blank; None for a true blank."""
        if self._trouble is None:
            self._trouble = self._find_trouble()
        return self._trouble.get("*") or self._trouble.get((row, column))

    def _find_trouble(self) -> dict:
        nothing_left = {place: "nothing_left" for place, left in self.left_out.items() if not left.kept}
        # plain searches first: nearly every workbook has neither
        if self.part is not None and not any(mark in self.part for mark in _TROUBLE):
            return nothing_left
        told = self.facts() if self.facts else None
        if told is None:
            return nothing_left if self.is_text else {"*": "cannot_tell_empty"}
        return told.trouble | nothing_left

    def percent_formats(self, column: int) -> dict[int, bool]:
        """Row (0-based) → whether its cell in the column is formatted as percent; a row is absent where nothing
        tells."""
        if column not in self._percents:  # asked for every cell of a table
            self._percents[column] = self._find_percents(column)
        return self._percents[column]

    def _find_percents(self, column: int) -> dict[int, bool]:
        if self.looks is not None and not self.looks.percent:
            return dict.fromkeys(range(len(self.rows)), False)
        if self.part is not None and self.looks is not None and _is_plainly_written(self.part):
            shown, hits = self.looks.percent, _column_pattern(letters(column).encode()).findall(self.part)
            return {int(row) - 1: style.decode() in shown for row, style in hits}
        told = self.facts() if self.facts and not self.is_text else None
        return {} if told is None else {r: (r, column) in told.percent for r in range(len(self.rows))}

    def hidden_rows(self) -> set[int]:
        """Rows that a person does not see."""
        return set() if self._shows_all() else self.told().hidden_rows

    def hidden_columns(self) -> set[int]:
        """Columns that a person does not see."""
        return set() if self._shows_all() else self.told().hidden_columns

    def _shows_all(self) -> bool:
        return self.part is not None and b"hidden" not in self.part

    def merges(self) -> list[Merge]:
        """Merged cells."""
        return self.told().merges if self.part is None else xlsx_facts.merges(self.part)

    def leave_out(self) -> None:
        """Takes out of the cells what does not count; it stays known."""
        for (r, c), left in self.told().left_out.items():
            if r < len(self.rows) and c < len(self.rows[r]):
                whole = left.whole or as_received(self.rows[r][c]) or ""
                self.left_out[r, c] = left._replace(whole=whole)
                self.rows[r][c] = left.kept


_NO_FACTS = Facts()


def _turned_facts(sheet: Sheet, top: int, left: int) -> Facts | None:
    told = sheet.facts() if sheet.facts else None
    if told is None:
        return None
    return Facts(
        {(c - left, r - top): code for (r, c), code in told.trouble.items()},
        {(c - left, r - top) for r, c in told.percent},
        hidden_rows={c - left for c in told.hidden_columns},
        hidden_columns={r - top for r in told.hidden_rows},
        merges=[Merge(m.left - left, m.top - top, m.right - left, m.bottom - top) for m in told.merges if m.top >= top],
    )


_TROUBLE = (b't="e"', b"t='e'", b"<f", b":f")


def _is_plainly_written(part: bytes) -> bool:
    """Whether all cells are written as Excel writes them, so that a pattern finds them all."""
    return part.count(b"<c ") == part.count(b'<c r="') and b":c " not in part and b"<!--" not in part


@lru_cache(maxsize=64)
def _column_pattern(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb'<c r="%b(\d+)"(?:[^>]*? s="(\d+)")?' % name)


@dataclass(slots=True)
class Document:
    """One file: its sheets in order, hidden ones too, and what was noticed on the way."""

    name: str
    ext: str
    path: str = ""  # with its folder, as far as the sender or the user gave it
    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    epoch_1904: bool = False
    unread: list[list[list]] = field(default_factory=list)  # cells of hidden sheets: nothing is taken from them

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
    if ext in ARCHIVES:
        raise BadFile("archive_not_opened", f".{ext}")
    if ext in MAIL:
        raise BadFile("not_a_table", "thư điện tử")
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
    rows = read_csv(data)
    document.sheets.append(Sheet(name, squared(rows), is_text=True, ext="csv", lengths=list(map(len, rows))))


def _take_html(data: bytes, document: Document, package) -> None:
    _take_text_sheets(document, [read_html(data, document.name.rpartition(".")[0])])


def _take_xml(data: bytes, document: Document, package) -> None:
    refuse_doctype_in(document.name, data)
    if not is_spreadsheet_2003(data):
        raise BadFile("unknown_content", "xml")
    _take_text_sheets(document, read_spreadsheet_2003(data), is_text=False)


def _take_word(data: bytes, document: Document, package: Package) -> None:
    package.refuse_doctype()
    try:
        content = package.xml("word/document.xml")
        if not word.has_table(content):
            raise BadFile("not_a_table", "văn bản Word không có bảng")
        styles = package.xml("word/styles.xml") if "word/styles.xml" in package else b""
        rows, facts = word.read(content, styles)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadFile("corrupt_file", _reason(error)) from None
    document.sheets.append(Sheet(word.SHEET_NAME, rows, is_text=True, ext="docx", facts=partial(_same, facts)))
    document.sheets[-1].leave_out()


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
            Sheet(sheet.name, sheet.rows, sheet.hidden, is_text=is_text, ext=document.ext, facts=known)
        )
        document.sheets[-1].leave_out()


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
    teller = cell_facts.Teller(document.ext, data) if document.ext in cell_facts.EXTENSIONS else None
    for index, meta in enumerate(book.sheets_metadata):
        if meta.typ is not SheetTypeEnum.WorkSheet:
            document.findings.append(finding("macro_sheet_ignored", meta.name, sheet_name=meta.name))
            continue
        hidden = meta.visible is not SheetVisibleEnum.Visible
        if hidden and meta.name != IDENTIFICATION_SHEET:
            document.findings.append(finding("hidden_sheet_ignored", meta.name, sheet_name=meta.name))
            document.unread += _unread(book, index, parts, meta.name)
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
        facts = partial(_facts_of_sheet, teller, meta.name) if teller else None
        looks = None
        if parts and part is not None:
            facts, looks = cache(partial(parts.facts, part)), parts.looks
        document.sheets.append(Sheet(meta.name, rows, hidden, part, looks, ext=document.ext, facts=facts))
    if package and document.ext == "ods" and cell_facts.shows_errors(package.read("content.xml")):
        _blank_troubled_cells(document.sheets)
    if parts and parts.recalculates:
        _blank_troubled_cells([s for s in document.sheets if s.part and xlsx_facts.may_lack_results(s.part)])
    if teller and teller.may_leave_out():
        leaving = document.sheets
    else:
        leaving = [s for s in document.sheets if parts and s.part and parts.may_leave_out(s.part)]
    for sheet in leaving:
        sheet.leave_out()


def _unread(book, index: int, parts: _Parts | None, name: str) -> list[list[list]]:
    """The cells of a hidden sheet, which only tell what must not come in; none where they cannot be read."""
    try:
        if part := parts.sheet(name) if parts else None:
            refuse_absurd_box(part, name)
        sheet = book.get_sheet_by_index(index)
        return [sheet.to_python()] if sheet.total_height * sheet.total_width <= MAX_CELLS else []
    except Exception:  # nobody asked for it
        return []


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


def _facts_of_sheet(teller: cell_facts.Teller, name: str) -> Facts | None:
    return teller().get(name)


def _blank_troubled_cells(sheets: list[Sheet]) -> None:
    """Some programs store a failed formula, or one that nobody has computed, as 0: it must not be read as one."""
    for sheet in sheets:
        for r, c in sheet.told().trouble:
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
        width = max(width, xlsx_facts.column_number(column[:6]))
    if width * height > MAX_CELLS:
        raise BadFile("absurd_dimensions", f"{height} × {width}", sheet_name=sheet_name)


_BOOK = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
_STRINGS = "xl/sharedStrings.xml"
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
            _known_books[key] = *_settings_of(book), parts_of(book, relations), xlsx_facts.looks_of(styles)
        self.epoch_1904, self.recalculates, self.part_of, self.looks = _known_books[key]
        self.strings = package.read(_STRINGS) if _STRINGS in package else b""
        self.texts: dict | None = None

    def sheet(self, name: str) -> bytes | None:
        """XML of a sheet; None where it is not found, so that nothing is guessed from it."""
        part = self.part_of.get(name)
        return self.package.xml(part) if part in self.package else None

    def facts(self, part: bytes) -> Facts | None:
        """What the XML of a sheet tells; None where it cannot be read."""
        if self.texts is None:
            self.texts = xlsx_facts.marked_texts(self.strings)
        try:
            return xlsx_facts.read(part, self.looks or xlsx_facts.NO_LOOKS, self.texts, self.recalculates)
        except (ExpatError, ValueError):
            return None

    def may_leave_out(self, part: bytes) -> bool:
        """Whether text of a sheet may be struck out, raised or hidden."""
        return bool(self.looks and self.looks.leaving_out) or any(map(xlsx_facts.leaves_out, (self.strings, part)))


def _settings_of(book: bytes) -> tuple[bool, bool]:
    """Whether days are counted from 1904, and whether Excel computes everything when it opens the file."""
    said: dict[str, str] = {}
    for element in _elements(book):
        if element.tag.rpartition("}")[2] in ("workbookPr", "calcPr"):
            said |= element.attrib
    on = ("1", "true", "on")
    return said.get("date1904") in on, said.get("fullCalcOnLoad") in on


def parts_of(book: bytes, relations: bytes) -> dict[str, str]:
    """Name of a sheet → name of its part."""
    targets = {}
    for element in _elements(relations):
        if element.tag.rpartition("}")[2] == "Relationship":
            path = element.get("Target", "")
            targets[element.get("Id")] = path[1:] if path.startswith("/") else f"xl/{path}"
    parts = {}
    for element in _elements(book):
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
            if relation in targets:
                parts[element.get("name", "")] = targets[relation]
    return parts


def _elements(part: bytes) -> list:
    """All elements of an XML part; none where it is no XML: calamine says what is wrong with it."""
    try:
        return list(ElementTree.fromstring(part).iter()) if part else []
    except (ElementTree.ParseError, ValueError, LookupError):
        return []
