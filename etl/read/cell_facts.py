"""What calamine hides in .xls, .xlsb and .ods: error cells and percent formats. A second reader looks for nothing
else, and only where a needed cell is blank or a percentage carries no sign (it costs more than the first)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import NamedTuple
from xml.etree import ElementTree

_LITERAL = re.compile(r'"[^"]*"|\\.|_.')
_MOST_REPEATS = 10_000  # of one cell or row in .ods; more are the blank rest of the sheet
# LibreOffice and older programs write a failed formula as text, or as 0 with this text shown
SHOWN_ERROR = re.compile(r"#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)|(?:Err|Lỗi):\d{3}")


class Facts(NamedTuple):
    """Of one sheet, by (row, column) from 0: cells that only look blank → finding code; cells shown as percent."""

    trouble: dict[tuple[int, int], str]
    percent: set[tuple[int, int]]


def is_percent_format(code: str) -> bool:
    """Whether a number format shows a percentage; a % in quotes is only text."""
    return "%" in _LITERAL.sub("", code)


def of(ext: str, data: bytes) -> Callable[[], dict[str, Facts]]:
    """Reader of the facts by name of the sheet, run once and when first asked; empty where it cannot tell."""
    kept: list[dict[str, Facts]] = []

    def facts() -> dict[str, Facts]:
        if not kept:
            try:
                kept.append(_READERS[ext](data))
            except Exception:  # the second reader fails on files that the first one reads
                kept.append({})
        return kept[0]

    return facts


def shows_errors(content_xml: bytes) -> bool:
    """Whether the text of an .ods may hold failed formulas; a plain search, nearly always in vain."""
    return b">#" in content_xml or b">Err:" in content_xml or b'"error"' in content_xml


def _xls(data: bytes) -> dict[str, Facts]:
    import xlrd

    book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    shown = [
        is_percent_format(book.format_map[xf.format_key].format_str) if xf.format_key in book.format_map else False
        for xf in book.xf_list
    ]
    found = {}
    for sheet in book.sheets():
        facts = found[sheet.name] = Facts({}, set())
        for r in range(sheet.nrows):
            types = sheet.row_types(r)
            for c, kind in enumerate(types):
                if kind == xlrd.XL_CELL_ERROR:
                    facts.trouble[r, c] = "error_cell"
                elif kind == xlrd.XL_CELL_NUMBER and shown[sheet.cell_xf_index(r, c)]:
                    facts.percent.add((r, c))
    return found


def _xlsb(data: bytes) -> dict[str, Facts]:
    from pyxlsb import Workbook, biff12

    package = zipfile.ZipFile(io.BytesIO(data))
    shown = _xlsb_percent_styles(package)
    numbers = (biff12.NUM, biff12.FLOAT, biff12.FORMULA_FLOAT)
    found = {}
    with Workbook(package) as book:
        for name in book.sheets:
            facts = found[name] = Facts({}, set())
            row = 0
            # its own rows() drops the styles and calls an error a text
            with book.get_sheet(name) as sheet:
                sheet._reader.seek(sheet._data_offset)
                for kind, record in sheet._reader:
                    if kind == biff12.SHEETDATA_END:
                        break
                    if kind == biff12.ROW:
                        row = record.r
                    elif kind in (biff12.BOOLERR, biff12.FORMULA_BOOLERR):
                        facts.trouble[row, record.c] = "error_cell"
                    # the upper byte of the style holds flags
                    elif kind in numbers and (record.style & 0xFFFFFF) in shown:
                        facts.percent.add((row, record.c))
    return found


def _xlsb_percent_styles(package: zipfile.ZipFile) -> set[int]:
    """Numbers of the cell styles that show a percentage."""
    from pyxlsb import biff12
    from pyxlsb.handlers import Handler
    from pyxlsb.reader import BIFF12Reader

    number_format = 0x002C

    class Bytes(Handler):
        def read(self, reader, recid, reclen):
            return reader.read(reclen)

    wanted = (number_format, biff12.XF, biff12.CELLXFS, biff12.CELLXFS_END)
    reader = BIFF12Reader(io.BytesIO(package.read("xl/styles.bin")))
    reader.handlers = dict.fromkeys(wanted, Bytes())  # pyright: ignore[reportAttributeAccessIssue]: of the instance alone
    percent, styles, inside, count = {9, 10}, set(), False, 0
    for kind, record in reader:
        if kind == number_format and is_percent_format(record[6:].decode("utf-16-le", "replace")):
            percent.add(int.from_bytes(record[:2], "little"))
        elif kind == biff12.CELLXFS:
            inside = True
        elif kind == biff12.CELLXFS_END:
            inside = False
        elif kind == biff12.XF and inside:
            if int.from_bytes(record[2:4], "little") in percent:
                styles.add(count)
            count += 1
    return styles


def _ods(data: bytes) -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package, package.open("content.xml") as content:
        facts, row, column = Facts({}, set()), 0, 0
        for event, element in ElementTree.iterparse(content, events=("start", "end")):
            name = _local(element.tag)
            if event == "start":
                if name == "table":
                    facts = found[_attribute(element, "name")] = Facts({}, set())
                    row = 0
                elif name == "table-row":
                    column = 0
                continue
            if name in ("table-cell", "covered-table-cell"):
                repeats = int(_attribute(element, "number-columns-repeated") or 1)
                _ods_cell(element, facts, row, column, min(repeats, _MOST_REPEATS))
                column += repeats
            elif name == "table-row":
                repeats = int(_attribute(element, "number-rows-repeated") or 1)
                _repeat_row(facts, row, repeats)
                row += repeats
                element.clear()
    return found


def _ods_cell(element, facts: Facts, row: int, column: int, repeats: int) -> None:
    kind = _attribute(element, "value-type")
    is_formula = bool(_attribute(element, "formula"))
    text = "".join(element.itertext()).strip()
    code = None
    if "error" in _attributes(element, "value-type") or (is_formula and SHOWN_ERROR.fullmatch(text)):
        code = "error_cell"
    elif is_formula and not kind and not any(_local(p.tag) == "p" for p in element):
        # a formula that gives nothing has an empty paragraph
        code = "formula_without_value"
    for place in range(column, column + repeats):
        if code:
            facts.trouble[row, place] = code
        elif kind == "percentage":
            facts.percent.add((row, place))


def _repeat_row(facts: Facts, row: int, repeats: int) -> None:
    if not 1 < repeats <= _MOST_REPEATS:
        return
    for (r, c), code in list(facts.trouble.items()):
        if r == row:
            facts.trouble.update(((row + n, c), code) for n in range(1, repeats))
    for r, c in list(facts.percent):
        if r == row:
            facts.percent.update((row + n, c) for n in range(1, repeats))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _attributes(element, name: str) -> list[str]:
    """Values of the attributes of that name in any namespace: office: and calcext: both say a type."""
    return [value for key, value in element.attrib.items() if _local(key) == name]


def _attribute(element, name: str) -> str:
    return next(iter(_attributes(element, name)), "")


_READERS = {"xls": _xls, "xlsb": _xlsb, "ods": _ods}
EXTENSIONS = frozenset(_READERS)
