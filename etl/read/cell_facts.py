"""What calamine hides: error cells and formats in .xls, .xlsb and .ods, and in every format which part of a text is
struck out, raised or hidden, which rows and columns a person does not see, and which cells are merged. A second reader
looks for nothing else, and only where it is asked (it costs more than the first)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree

from etl.read.values import as_received, number_text

_LITERAL = re.compile(r'"[^"]*"|\\.|_.')
_MOST_REPEATS = 10_000  # of one cell or row in .ods; more are the blank rest of the sheet
# LibreOffice and older programs write a failed formula as text, or as 0 with this text shown
SHOWN_ERROR = re.compile(r"#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)|(?:Err|Lỗi):\d{3}")
STRUCK, HIDDEN, RAISED = "bị gạch bỏ", "bị ẩn", "viết nhỏ như số chú thích"
_NOTE_MARK = re.compile(r"[\s\d*()\[\],;a-z]{1,6}")
_ENDS_IN_WORD = re.compile(r"[^\W\d_]{3}[\s\W]*$")


class LeftOut(NamedTuple):
    """A cell with text that does not count: what is left, all that stands there, and why."""

    kept: str
    whole: str
    how: str


class Merge(NamedTuple):
    """A merged block of cells, both ends included, from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Facts:
    """Of one sheet, by (row, column) from 0: cells that only look blank → finding code; cells shown as percent; cells
    with text that does not count; rows and columns that nobody sees; merged cells."""

    trouble: dict[tuple[int, int], str] = field(default_factory=dict)
    percent: set[tuple[int, int]] = field(default_factory=set)
    left_out: dict[tuple[int, int], LeftOut] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)


def left_out(runs: Iterable[tuple[str, str | None]]) -> LeftOut | None:
    """What counts of a text written in runs of (text, how): struck-out and hidden ones do not, nor a note mark behind a
    number or a word. None where all of it does."""
    runs = [(text, how) for text, how in runs if text]
    seen = [(text, how) for text, how in runs if how not in (STRUCK, HIDDEN)]
    kept = whole_of(seen)
    raised = "".join(text for text, how in seen if how == RAISED)
    if raised and _NOTE_MARK.fullmatch(raised):
        bare = whole_of((text, how) for text, how in seen if how != RAISED)
        if number_text(bare) is not None or _ENDS_IN_WORD.search(bare):
            kept = bare
    whole = whole_of(runs)
    if kept == whole:
        return None
    return LeftOut(kept, whole, ", ".join(dict.fromkeys(how for _, how in runs if how)))


def whole_of(runs: Iterable[tuple[str, str | None]]) -> str:
    return "".join(text for text, _ in runs).strip()


def is_percent_format(code: str) -> bool:
    """Whether a number format shows a percentage; a % in quotes is only text."""
    return "%" in _LITERAL.sub("", code)


def hides_value(code: str) -> bool:
    """Whether a number format shows nothing at all: `;;;`."""
    return code.count(";") >= 2 and not code.replace(";", "").strip()


class Teller:
    """The facts of one file by name of the sheet, read once and when first asked; empty where nothing can tell."""

    def __init__(self, ext: str, data: bytes) -> None:
        self.ext, self.data = ext, data
        self.kept: dict[str, Facts] | None = None

    def __call__(self) -> dict[str, Facts]:
        if self.kept is None:
            try:
                self.kept = _READERS[self.ext](self.data)
            except Exception:  # the second reader fails on files that the first one reads
                self.kept = {}
        return self.kept

    def may_leave_out(self) -> bool:
        """Whether any style of the file strikes, raises or hides: a look at the styles alone."""
        try:
            return _STYLES[self.ext](self.data)
        except Exception:
            return True


def shows_errors(content_xml: bytes) -> bool:
    """Whether the text of an .ods may hold failed formulas; a plain search, nearly always in vain."""
    return b">#" in content_xml or b">Err:" in content_xml or b'"error"' in content_xml


def _xls(data: bytes) -> dict[str, Facts]:
    import xlrd

    book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    return {sheet.name: xls_facts(book, sheet) for sheet in book.sheets()}


def xls_facts(book, sheet) -> Facts:
    """Of one sheet of a workbook that xlrd has opened with its formats."""
    import xlrd

    facts = Facts(merges=[Merge(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells])
    facts.hidden_rows |= {r for r, row in sheet.rowinfo_map.items() if row.hidden}
    facts.hidden_columns |= {c for c, column in sheet.colinfo_map.items() if column.hidden}
    looks = [_xls_look(book, xf) for xf in book.xf_list]
    for r in range(sheet.nrows):
        for c, kind in enumerate(sheet.row_types(r)):
            if kind == xlrd.XL_CELL_ERROR:
                facts.trouble[r, c] = "error_cell"
                continue
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            value = sheet.cell_value(r, c)
            if value == "":  # only a formula has an empty text: one that nobody computed
                facts.trouble[r, c] = "formula_without_value"
                continue
            is_percent, how = looks[sheet.cell_xf_index(r, c)]
            if is_percent and kind == xlrd.XL_CELL_NUMBER:
                facts.percent.add((r, c))
            runs = sheet.rich_text_runlist_map.get((r, c), []) if kind == xlrd.XL_CELL_TEXT else []
            if how or runs:
                text = str(value) if kind == xlrd.XL_CELL_TEXT else as_received(value) or ""
                ends = [*(start for start, _ in runs), len(text)]
                pieces = [(text[: ends[0]], how)]
                for (start, font), end in zip(runs, ends[1:], strict=True):
                    pieces.append((text[start:end], _xls_font(book.font_list[font])))
                if left := left_out(pieces):
                    facts.left_out[r, c] = left
    return facts


def _xls_look(book, xf) -> tuple[bool, str | None]:
    """Whether a cell style shows a percentage, and how it leaves out."""
    code = book.format_map[xf.format_key].format_str if xf.format_key in book.format_map else ""
    font = book.font_list[xf.font_index] if xf.font_index < len(book.font_list) else None
    how = HIDDEN if hides_value(code) else _xls_font(font) if font else None
    return is_percent_format(code), how


def _xls_font(font) -> str | None:
    return STRUCK if font.struck_out else RAISED if font.escapement in (1, 2) else None


def _xls_styles(data: bytes) -> bool:
    import xlrd

    with xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO()) as book:
        shown = (form.format_str for form in book.format_map.values())
        return any(map(_xls_font, book.font_list)) or any(map(hides_value, shown))


def _xlsb(data: bytes) -> dict[str, Facts]:
    from pyxlsb import Workbook, biff12

    package = zipfile.ZipFile(io.BytesIO(data))
    looks, fonts = _xlsb_styles(package)
    texts = _xlsb_texts(package, fonts)
    numbers = (biff12.NUM, biff12.FLOAT, biff12.FORMULA_FLOAT)
    merge, column, string = 0x00B0, 0x003C, biff12.STRING
    found = {}
    with Workbook(package) as book:
        for name in book.sheets:
            facts = found[name] = Facts()
            row = 0
            # its own rows() drops the styles and calls an error a text
            with book.get_sheet(name) as sheet:
                reader = sheet._reader
                reader.handlers = reader.handlers | dict.fromkeys((merge, column, biff12.ROW), _xlsb_bytes())
                reader.seek(0)
                for kind, record in reader:
                    if kind == biff12.ROW:
                        row = int.from_bytes(record[:4], "little")
                        if len(record) > 11 and record[11] & 0x10:
                            facts.hidden_rows.add(row)
                    elif kind == merge:
                        top, bottom, left, right = (int.from_bytes(record[n : n + 4], "little") for n in (0, 4, 8, 12))
                        facts.merges.append(Merge(top, left, bottom, right))
                    elif kind == column and record[16] & 1:
                        first, last = (int.from_bytes(record[n : n + 4], "little") for n in (0, 4))
                        facts.hidden_columns.update(range(first, min(last, first + 1000) + 1))
                    elif kind in (biff12.BOOLERR, biff12.FORMULA_BOOLERR):
                        facts.trouble[row, record.c] = "error_cell"
                    elif kind in numbers or kind in (string, biff12.FORMULA_STRING):
                        # the upper byte of the style holds flags
                        is_percent, how = looks.get(record.style & 0xFFFFFF, (False, None))
                        if kind in numbers and is_percent:
                            facts.percent.add((row, record.c))
                        whole = [(as_received(record.v) or "", how)]
                        runs = texts.get(record.v, whole) if kind == string else whole
                        if how is None and runs is whole:
                            continue
                        if left := left_out([(text, how if said is None else said) for text, said in runs]):
                            facts.left_out[row, record.c] = left
    return found


def _xlsb_bytes():
    from pyxlsb.handlers import Handler

    class Bytes(Handler):
        def read(self, reader, recid, reclen):
            return reader.read(reclen)

    return Bytes()


def _xlsb_styles(package: zipfile.ZipFile) -> tuple[dict[int, tuple[bool, str | None]], list[str | None]]:
    """Cell styles that show a percentage or leave out, and how each font leaves out."""
    from pyxlsb import biff12
    from pyxlsb.reader import BIFF12Reader

    number_format, font = 0x002C, 0x002B
    wanted = (number_format, font, biff12.XF, biff12.CELLXFS, biff12.CELLXFS_END)
    reader = BIFF12Reader(io.BytesIO(package.read("xl/styles.bin")))
    reader.handlers = dict.fromkeys(wanted, _xlsb_bytes())  # pyright: ignore[reportAttributeAccessIssue]: of the instance alone
    percent, hiding, looks, inside, count = {9, 10}, set(), {}, False, 0
    fonts: list[str | None] = []
    for kind, record in reader:
        if kind == number_format:
            code, number = record[6:].decode("utf-16-le", "replace"), int.from_bytes(record[:2], "little")
            if is_percent_format(code):
                percent.add(number)
            if hides_value(code):
                hiding.add(number)
        elif kind == font:
            fonts.append(STRUCK if record[2] & 8 else RAISED if record[6] in (1, 2) else None)
        elif kind == biff12.CELLXFS:
            inside = True
        elif kind == biff12.CELLXFS_END:
            inside = False
        elif kind == biff12.XF and inside:
            number, own = (int.from_bytes(record[n : n + 2], "little") for n in (2, 4))
            how = HIDDEN if number in hiding else fonts[own] if own < len(fonts) else None
            if number in percent or how:
                looks[count] = (number in percent, how)
            count += 1
    return looks, fonts


def _xlsb_texts(package: zipfile.ZipFile, fonts: list[str | None]) -> dict[int, list[tuple[str, str | None]]]:
    """Shared texts that are written in several fonts, in runs."""
    from pyxlsb.reader import BIFF12Reader

    if "xl/sharedStrings.bin" not in package.namelist() or not any(fonts):
        return {}
    reader = BIFF12Reader(io.BytesIO(package.read("xl/sharedStrings.bin")))
    reader.handlers = {0x0013: _xlsb_bytes()}  # pyright: ignore[reportAttributeAccessIssue]: of the instance alone
    found, count = {}, 0
    for kind, record in reader:
        if kind != 0x0013:
            continue
        end = 5 + 2 * int.from_bytes(record[1:5], "little")
        text = record[5:end].decode("utf-16-le", "replace")
        if record[0] & 1:
            starts = [
                (int.from_bytes(record[at : at + 2], "little"), int.from_bytes(record[at + 2 : at + 4], "little"))
                for at in range(end + 4, len(record) - 3, 4)
            ]
            ends = [*(start for start, _ in starts), len(text)]
            pieces: list[tuple[str, str | None]] = [(text[: ends[0]], None)]
            for (start, own), stop in zip(starts, ends[1:], strict=True):
                pieces.append((text[start:stop], (fonts[own] if own < len(fonts) else None) or ""))
            found[count] = pieces
        count += 1
    return found


def _xlsb_may_leave_out(data: bytes) -> bool:
    looks, fonts = _xlsb_styles(zipfile.ZipFile(io.BytesIO(data)))
    return any(fonts) or any(how for _, how in looks.values())


# a style of .ods that strikes, raises or hides; `none` and `0%` do not
_ODS_STYLE = re.compile(
    rb"""text-line-through-(?:style|type)=["'](?!none)|text-position=["'](?:super|sub|-?[1-9])|text:display=["']none"""
)


def _ods_may_leave_out(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [name for name in ("content.xml", "styles.xml") if name in package.namelist()]
        return any(_ODS_STYLE.search(package.read(name)) for name in parts)


def _ods(data: bytes) -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    styles: dict[str, tuple[str, str | None]] = {}  # name → parent, how it leaves out
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if "styles.xml" in package.namelist():
            for element in ElementTree.fromstring(package.read("styles.xml")).iter():
                _take_ods_style(element, styles)
        with package.open("content.xml") as content:
            facts, row, column = Facts(), 0, 0
            for event, element in ElementTree.iterparse(content, events=("start", "end")):
                name = local(element.tag)
                if event == "start":
                    if name == "table":
                        facts = found[_attribute(element, "name")] = Facts()
                        row = column = 0
                    elif name == "table-row":
                        column = 0
                    continue
                _take_ods_style(element, styles)
                if name == "table-column":
                    repeats = int(_attribute(element, "number-columns-repeated") or 1)
                    if _attribute(element, "visibility") in ("collapse", "filter"):
                        facts.hidden_columns.update(range(column, column + min(repeats, _MOST_REPEATS)))
                    column += repeats
                elif name in ("table-cell", "covered-table-cell"):
                    repeats = int(_attribute(element, "number-columns-repeated") or 1)
                    _ods_cell(element, facts, row, column, min(repeats, _MOST_REPEATS), styles)
                    column += repeats
                elif name == "table-row":
                    repeats = int(_attribute(element, "number-rows-repeated") or 1)
                    if _attribute(element, "visibility") in ("collapse", "filter"):
                        facts.hidden_rows.add(row)
                    _repeat_row(facts, row, repeats)
                    row += repeats
                    element.clear()
    return found


def _take_ods_style(element, styles: dict[str, tuple[str, str | None]]) -> None:
    if local(element.tag) != "style":
        return
    how = None
    for properties in element:
        if local(properties.tag) != "text-properties":
            continue
        lines = (
            *_attributes(properties, "text-line-through-style"),
            *_attributes(properties, "text-line-through-type"),
        )
        if any(line != "none" for line in lines):
            how = STRUCK
        elif _attribute(properties, "display") == "none":
            how = HIDDEN
        elif (position := _attribute(properties, "text-position")) and not position.startswith("0"):
            how = RAISED
    styles[_attribute(element, "name")] = (_attribute(element, "parent-style-name"), how)


def _ods_how(name: str, styles: dict[str, tuple[str, str | None]]) -> str | None:
    for _ in range(8):  # styles above styles
        if name not in styles:
            return None
        name, how = styles[name]
        if how:
            return how
    return None


def _ods_cell(element, facts: Facts, row: int, column: int, repeats: int, styles) -> None:
    kind = _attribute(element, "value-type")
    is_formula = bool(_attribute(element, "formula"))
    text = "".join(element.itertext()).strip()
    code = None
    if "error" in _attributes(element, "value-type") or (is_formula and SHOWN_ERROR.fullmatch(text)):
        code = "error_cell"
    elif is_formula and not kind and not any(local(p.tag) == "p" for p in element):
        # a formula that gives nothing has an empty paragraph
        code = "formula_without_value"
    left = left_out(_ods_runs(element, _ods_how(_attribute(element, "style-name"), styles), styles)) if text else None
    for place in range(column, column + repeats):
        if code:
            facts.trouble[row, place] = code
        elif kind == "percentage":
            facts.percent.add((row, place))
        if left:
            facts.left_out[row, place] = left
    down, across = (int(_attribute(element, f"number-{what}-spanned") or 1) for what in ("rows", "columns"))
    if down > 1 or across > 1:
        facts.merges.append(Merge(row, column, row + down - 1, column + across - 1))


def _ods_runs(element, how: str | None, styles) -> list[tuple[str, str | None]]:
    """Text of a cell in runs of one style; notes beside the cell are no text of it."""
    runs: list[tuple[str, str | None]] = []

    def walk(node, how: str | None) -> None:
        runs.append((node.text or "", how))
        for child in node:
            name = local(child.tag)
            if name == "p" and runs and any(text for text, _ in runs):
                runs.append(("\n", how))
            if name not in ("annotation", "s", "tab", "line-break"):
                walk(child, _ods_how(_attribute(child, "style-name"), styles) or how)
            elif name != "annotation":
                runs.append((" ", how))
            runs.append((child.tail or "", how))

    walk(element, how)
    return runs


def _repeat_row(facts: Facts, row: int, repeats: int) -> None:
    if not 1 < repeats <= _MOST_REPEATS:
        return
    _repeat(facts.trouble, row, repeats)
    _repeat(facts.left_out, row, repeats)
    for r, c in list(facts.percent):
        if r == row:
            facts.percent.update((row + n, c) for n in range(1, repeats))
    if row in facts.hidden_rows:
        facts.hidden_rows.update(range(row, row + repeats))


def _repeat(of_cells: dict, row: int, repeats: int) -> None:
    for (r, c), said in list(of_cells.items()):
        if r == row:
            of_cells.update(((row + n, c), said) for n in range(1, repeats))


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _attributes(element, name: str) -> list[str]:
    """Values of the attributes of that name in any namespace: office: and calcext: both say a type."""
    return [value for key, value in element.attrib.items() if local(key) == name]


def _attribute(element, name: str) -> str:
    return next(iter(_attributes(element, name)), "")


_READERS = {"xls": _xls, "xlsb": _xlsb, "ods": _ods}
_STYLES = {"xls": _xls_styles, "xlsb": _xlsb_may_leave_out, "ods": _ods_may_leave_out}
EXTENSIONS = frozenset(_READERS)
