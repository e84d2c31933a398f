"""Tables that are text: CSV, web pages and XML of Excel 2003, which programs like to name .xls."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import islice
from typing import NamedTuple
from xml.etree import ElementTree

from etl.read.cell_facts import Facts, is_percent_format
from etl.read.recognise import BadFile

MOST_SPAN = 1000  # columns or rows of one merged cell
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_VOWEL_AND_MARK = re.compile("[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY][\u0300\u0301\u0303\u0309\u0323]")
SPREADSHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


class TextSheet(NamedTuple):
    """One table: its name, its cells from A1, and what its cells hide."""

    name: str
    rows: list[list]
    hidden: bool = False
    facts: Facts | None = None


def decode(data: bytes) -> str:
    """Text of a file: UTF-8, UTF-16, what it says of itself, else Windows' Vietnamese page where the result is
    Vietnamese, else Western where the legacy fonts of the nineties may hide. Raises cell_encoding_bad."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if said := _CHARSET.search(data[:2048]):
        try:
            return data.decode(said[1].decode())
        except (LookupError, UnicodeDecodeError):
            pass
    vietnamese = data.decode("cp1258", "replace")
    if "\ufffd" not in vietnamese and _VOWEL_AND_MARK.search(vietnamese):
        return vietnamese
    from etl.read.legacy_text import encoding_of

    western = data.decode("cp1252", "replace")
    if "\ufffd" not in western and encoding_of([western]):
        return western
    raise BadFile("cell_encoding_bad")


def read_csv(data: bytes) -> list[list[str]]:
    """Rows of a text table; encoding and delimiter are decided here, every field stays text."""
    text = decode(data)
    delimiter = _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadFile("corrupt_file", str(error)) from None
    return squared(rows)


def _delimiter(text: str) -> str:
    """The one by which most of the first records have the same number of fields: titles above a table have none, and
    a decimal comma is no delimiter."""

    def fitting(delimiter: str) -> int:
        records = csv.reader(io.StringIO(text[:65536], newline=""), delimiter=delimiter)
        widths = Counter()
        with contextlib.suppress(csv.Error):
            widths.update(len(record) for record in islice(records, 200) if len(record) > 1)
        return max((width * count for width, count in widths.items()), default=0)

    return max(",;\t", key=fitting)


def squared(rows: list[list]) -> list[list]:
    """Rows of equal length."""
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def read_html(data: bytes, name: str) -> TextSheet:
    """All rows of all tables of a web page, one under the other, and the lines between them."""
    parser = _Tables()
    parser.feed(decode(data))
    parser.close()
    parser.end_row()
    if not parser.tables:
        raise BadFile("unknown_content", "trang web không có bảng")
    return TextSheet(name, squared(parser.rows))


class _Tables(HTMLParser):
    """Collects rows; merged cells stand in their first place, the others are blank."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._text: list[str] | None = None
        self._line: list[str] = []  # text outside tables: titles
        self._span = 1
        self._taken: dict[int, int] = {}  # column → rows that a cell above still covers
        self._silent = 0
        self._depth = 0  # of tables
        self.tables = 0

    def handle_starttag(self, tag: str, attributes) -> None:
        if tag in ("script", "style", "title"):
            self._silent += 1
        elif tag == "table":
            self.end_row()
            self._depth += 1
            self.tables += 1
            self._taken = {}
        elif tag == "tr":
            self.end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            self._begin_cell(dict(attributes))
        elif tag in ("br", "p", "div", "h1", "h2", "h3", "h4", "li"):
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "title"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self.end_row()
        elif tag == "table":
            self.end_row()
            self._depth = max(0, self._depth - 1)
        elif tag in ("p", "div", "h1", "h2", "h3", "h4", "li"):
            self._break()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._text is not None:
            self._text.append(data)
        elif not self._depth:
            self._line.append(data)

    def _break(self) -> None:
        if self._text is not None:
            self._text.append(" ")
        else:
            self._end_line()

    def _end_line(self) -> None:
        if line := " ".join("".join(self._line).split()):
            self.rows.append([line])
        self._line = []

    def _begin_cell(self, attributes: dict) -> None:
        row = self._row = [] if self._row is None else self._row
        self._skip_taken(row)
        self._span = _span(attributes.get("colspan"))
        down = _span(attributes.get("rowspan"))
        if down > 1:
            for column in range(len(row), len(row) + self._span):
                self._taken[column] = down  # this row counts too
        self._text = []

    def _skip_taken(self, row: list[str]) -> None:
        while self._taken.get(len(row), 0) > 0:
            row.append("")

    def _end_cell(self) -> None:
        if self._text is None or self._row is None:
            return
        self._row += [" ".join("".join(self._text).split())] + [""] * (self._span - 1)
        self._text = None

    def end_row(self) -> None:
        """Closes what is open; a page may end in the middle of a table."""
        self._end_line()
        self._end_cell()
        if self._row is None:
            return
        self.rows.append(self._row)
        self._row = None
        self._taken = {column: left - 1 for column, left in self._taken.items() if left > 1}


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MOST_SPAN) if text and text.strip().isdigit() else 1


def is_spreadsheet_2003(data: bytes) -> bool:
    """Whether XML is a workbook of Excel 2003."""
    return SPREADSHEET_2003.encode() in data[:4096]


def read_spreadsheet_2003(data: bytes) -> list[TextSheet]:
    """The sheets of an XML workbook; raises corrupt_file."""
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadFile("corrupt_file", str(error)) from None
    ss = "{" + SPREADSHEET_2003 + "}"
    shown = set()
    for style in root.iter(f"{ss}Style"):
        number = style.find(f"{ss}NumberFormat")
        code = number.get(f"{ss}Format", "") if number is not None else ""
        if code == "Percent" or is_percent_format(code):
            shown.add(style.get(f"{ss}ID"))
    sheets = []
    for sheet in root.iter(f"{ss}Worksheet"):
        facts = Facts({}, set())
        rows: list[list] = []
        for row in sheet.iter(f"{ss}Row"):
            at = _index(row.get(f"{ss}Index"), len(rows) + 1, 1_048_576)
            rows += [[] for _ in range(at - 1 - len(rows))]
            rows.append(_cells_2003(row, ss, len(rows), facts, shown))
            if len(rows) > 100_000:
                raise BadFile("absurd_dimensions", f"{len(rows)}", sheet_name=sheet.get(f"{ss}Name"))
        options = next((e for e in sheet.iter() if e.tag.endswith("}Visible")), None)
        hidden = options is not None and (options.text or "").startswith("Sheet")
        sheets.append(TextSheet(sheet.get(f"{ss}Name", ""), squared(rows), hidden, facts))
    return sheets


def _cells_2003(row, ss: str, r: int, facts: Facts, shown: set) -> list:
    cells: list = []
    for cell in row.iter(f"{ss}Cell"):
        at = _index(cell.get(f"{ss}Index"), len(cells) + 1, 16_384)
        cells += [""] * (at - 1 - len(cells))
        place = (r, len(cells))
        data = cell.find(f"{ss}Data")
        kind = data.get(f"{ss}Type") if data is not None else None
        text = "".join(data.itertext()) if data is not None else ""
        value: object = " ".join(text.split())
        if kind == "Error":
            facts.trouble[place] = "error_cell"
            value = ""
        elif kind is None and cell.get(f"{ss}Formula"):
            facts.trouble[place] = "formula_without_value"
        elif kind == "Number":
            with contextlib.suppress(ValueError):  # said as not a number, where it is needed
                value = float(text)
            if cell.get(f"{ss}StyleID") in shown:
                facts.percent.add(place)
        cells.append(value)
        cells += [""] * _index(cell.get(f"{ss}MergeAcross"), 0, MOST_SPAN)
    return cells


def _index(text: str | None, otherwise: int, most: int) -> int:
    return min(max(int(text), otherwise), most) if text and text.isdigit() else otherwise
