"""Tables that are text: CSV, web pages and XML of Excel 2003, which programs like to name .xls."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import islice
from typing import NamedTuple
from xml.etree import ElementTree

from etl.read.cell_facts import HIDDEN, RAISED, STRUCK, Facts, Merge, hides_value, is_percent_format, left_out
from etl.read.recognise import BadFile
from etl.read.text import lines

MOST_SPAN = 1000  # columns or rows of one merged cell
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
DELIMITERS = ",;\t|"
SEPARATOR = re.compile(r'"?sep=([,;\t|])"?[,;\t| ]*\r?\n', re.IGNORECASE)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_VOID = {"br", "img", "hr", "input", "meta", "link", "col", "wbr", "area", "base", "embed", "source", "track"}
_VOWEL_AND_MARK = re.compile("[aăâeêioôơuưyAĂÂEÊIOÔƠUƯY][\u0300\u0301\u0303\u0309\u0323]")
SPREADSHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


class TextSheet(NamedTuple):
    """One table: its name, its cells from A1, and what its cells hide."""

    name: str
    rows: list[list]
    hidden: bool = False
    facts: Facts | None = None


def encoding(data: bytes, is_whole: bool = True) -> str | None:
    """Python's name of the encoding of a text, or of its beginning: UTF-8, UTF-16, what it says of itself, else Windows'
    Vietnamese page where the result is Vietnamese, else Western where the legacy fonts of the nineties may hide."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    with contextlib.suppress(UnicodeDecodeError):
        codecs.getincrementaldecoder("utf-8-sig")().decode(data, final=is_whole)  # a beginning may end within a letter
        return "utf-8-sig"
    if said := _CHARSET.search(data[:2048]):
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            data.decode(said[1].decode())
            return said[1].decode()
    vietnamese = data.decode("cp1258", "replace")
    if "\ufffd" not in vietnamese and _VOWEL_AND_MARK.search(vietnamese):
        return "cp1258"
    from etl.read.legacy_text import encoding_of

    western = data.decode("cp1252", "replace")
    return "cp1252" if "\ufffd" not in western and encoding_of([western]) else None


def decode(data: bytes) -> str:
    """Text of a file; raises cell_encoding_bad."""
    found = encoding(data)
    if found is None:
        raise BadFile("cell_encoding_bad")
    return data.decode(found, "replace")


def read_csv(data: bytes) -> list[list[str]]:
    """Records of a text table, each as long as it is; encoding and delimiter are decided here, every field stays text."""
    text, delimiter = delimited(decode(data))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadFile("corrupt_file", str(error)) from None
    return rows


def delimited(text: str) -> tuple[str, str]:
    """A text table, or its beginning, and its delimiter: what a line of Excel's own says, which it does not show and which
    is left out, else the one by which most of the first records have the same number of fields: titles above a table
    have none, and a decimal comma is no delimiter."""
    if said := SEPARATOR.match(text):
        return text[said.end() :], said[1]

    def fitting(delimiter: str) -> int:
        records = csv.reader(io.StringIO(text[:65536], newline=""), delimiter=delimiter)
        widths = Counter()
        with contextlib.suppress(csv.Error):
            widths.update(len(record) for record in islice(records, 200) if len(record) > 1)
        return max((width * count for width, count in widths.items()), default=0)

    return text, max(DELIMITERS, key=fitting)


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
    return TextSheet(name, squared(parser.rows), facts=parser.facts)


def _how(tag: str, attributes: dict) -> str | None:
    """How an element of a web page leaves its text out."""
    style = (attributes.get("style") or "").lower()
    if "hidden" in attributes or _HIDING.search(style):
        return HIDDEN
    if tag in ("s", "strike", "del") or "line-through" in style:
        return STRUCK
    return RAISED if tag in ("sup", "sub") or "vertical-align:super" in style.replace(" ", "") else None


class _Tables(HTMLParser):
    """Collects rows; merged cells stand in their first place, the others are blank."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.facts = Facts()
        self._row: list[str] | None = None
        self._text: list[tuple[str, str | None]] | None = None  # runs of the open cell
        self._line: list[str] = []  # text outside tables: titles
        self._open: list[tuple[str, str | None]] = []  # elements and how they leave out
        self._span = 1
        self._down = 1
        self._taken: dict[int, int] = {}  # column → rows that a cell above still covers
        self._silent = 0
        self._depth = 0  # of tables
        self.tables = 0

    def handle_starttag(self, tag: str, attributes) -> None:
        how = _how(tag, dict(attributes))
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
            if how == HIDDEN:  # said as a hidden row, and read
                self.facts.hidden_rows.add(len(self.rows))
                how = None
        elif tag in ("td", "th"):
            self._end_cell()
            self._begin_cell(dict(attributes))
        elif tag in ("br", "p", "div", "h1", "h2", "h3", "h4", "li"):
            self._break()
        if tag in ("table", "tr", "td", "th"):  # may be left open: the next of the kind closes it
            names = [name for name, _ in self._open]
            own = len(names) - names[::-1].index("table") if "table" in names else 0
            if tag != "table" and tag in names[own:]:
                del self._open[names.index(tag, own) :]
        if tag not in _VOID:
            self._open.append((tag, how))

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
        last = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n][0] == tag), None)
        if last is not None:
            del self._open[last:]

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        how = next((how for _, how in reversed(self._open) if how), None)
        if self._text is not None:
            self._text.append((" ".join(f"|{data}|".split())[1:-1], how))
        elif not self._depth and how not in (HIDDEN, STRUCK):
            self._line.append(data)

    def _break(self) -> None:
        if self._text is not None:
            self._text.append(("\n", None))
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
        self._down = down = _span(attributes.get("rowspan"))
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
        r, c = len(self.rows), len(self._row)
        if self._span > 1 or self._down > 1:
            self.facts.merges.append(Merge(r, c, r + self._down - 1, c + self._span - 1))
        if left := left_out(self._text):
            self.facts.left_out[r, c] = left._replace(kept=lines(left.kept), whole=lines(left.whole))
        self._row += [lines("".join(text for text, _ in self._text))] + [""] * (self._span - 1)
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
    looks = {style.get(f"{ss}ID"): _look_2003(style, ss) for style in root.iter(f"{ss}Style")}
    sheets = []
    for sheet in root.iter(f"{ss}Worksheet"):
        facts = Facts()
        rows: list[list] = []
        column = 0
        for entry in sheet.iter(f"{ss}Column"):
            column = _index(entry.get(f"{ss}Index"), column + 1, 16_384)
            last = column + _index(entry.get(f"{ss}Span"), 0, 16_384)
            if entry.get(f"{ss}Hidden") == "1":
                facts.hidden_columns.update(range(column - 1, last))
            column = last
        for row in sheet.iter(f"{ss}Row"):
            at = _index(row.get(f"{ss}Index"), len(rows) + 1, 1_048_576)
            rows += [[] for _ in range(at - 1 - len(rows))]
            if row.get(f"{ss}Hidden") == "1":
                facts.hidden_rows.add(len(rows))
            rows.append(_cells_2003(row, ss, len(rows), facts, looks))
            if len(rows) > 100_000:
                raise BadFile("absurd_dimensions", f"{len(rows)}", sheet_name=sheet.get(f"{ss}Name"))
        options = next((e for e in sheet.iter() if e.tag.endswith("}Visible")), None)
        hidden = options is not None and (options.text or "").startswith("Sheet")
        sheets.append(TextSheet(sheet.get(f"{ss}Name", ""), squared(rows), hidden, facts))
    return sheets


def _cells_2003(row, ss: str, r: int, facts: Facts, looks: dict) -> list:
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
            if looks.get(cell.get(f"{ss}StyleID"), (False, None))[0]:
                facts.percent.add(place)
        how = looks.get(cell.get(f"{ss}StyleID"), (False, None))[1]
        if data is not None and (left := left_out(_runs_2003(data, how))):
            facts.left_out[place] = left
        cells.append(value)
        across = _index(cell.get(f"{ss}MergeAcross"), 0, MOST_SPAN)
        down = _index(cell.get(f"{ss}MergeDown"), 0, 1_048_576)
        if across or down:
            facts.merges.append(Merge(r, place[1], r + down, place[1] + across))
        cells += [""] * across
    return cells


def _look_2003(style, ss: str) -> tuple[bool, str | None]:
    """Whether a style shows a percentage, and how it leaves out."""
    number, font = style.find(f"{ss}NumberFormat"), style.find(f"{ss}Font")
    code = number.get(f"{ss}Format", "") if number is not None else ""
    how = HIDDEN if hides_value(code) else None
    if font is not None and how is None:
        raised = font.get(f"{ss}VerticalAlign") in ("Superscript", "Subscript")
        how = STRUCK if font.get(f"{ss}StrikeThrough") == "1" else RAISED if raised else None
    return code == "Percent" or is_percent_format(code), how


def _runs_2003(data, how: str | None) -> list[tuple[str, str | None]]:
    """Text of a cell with the elements of a web page that it may hold."""
    runs = [(data.text or "", how)]
    for child in data:
        own = {"S": STRUCK, "Sup": RAISED, "Sub": RAISED}.get(child.tag.rpartition("}")[2], how)
        runs += [*_runs_2003(child, own), (child.tail or "", how)]
    return runs


def _index(text: str | None, otherwise: int, most: int) -> int:
    return min(max(int(text), otherwise), most) if text and text.isdigit() else otherwise
