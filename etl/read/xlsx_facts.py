"""What calamine hides of an .xlsx: read from its XML as XML, whoever wrote it. The parts are parsed only where a plain
search says that there may be something, because a second parse costs as much as the first."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from etl.read.cell_facts import (
    HIDDEN,
    RAISED,
    STRUCK,
    Facts,
    LeftOut,
    Merge,
    hides_value,
    is_percent_format,
    left_out,
    local,
)

Runs = list[tuple[str, str | None]]  # text and how it is left out; "" plain, None as the cell is

_PLACE = re.compile(r"([A-Z]+)(\d+)")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*["']([A-Z]+\d+):([A-Z]+\d+)""")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCells\b")
# a formula whose stored result is 0 or nothing
_NO_RESULT = re.compile(rb"f(?:\s[^>]*)?>\s*<(?:\w+:)?v(?:\s*/>|>0?</)")
_MOST_COLUMNS = 16_384


class Looks(NamedTuple):
    """Cell styles by number: those that show a percentage, and how others leave out what they hold."""

    percent: frozenset[str]
    leaving_out: dict[str, str]


NO_LOOKS = Looks(frozenset(), {})


def place(address: str) -> tuple[int, int]:
    """A1 → (0, 0)."""
    hit = _PLACE.fullmatch(address)
    if hit is None:
        raise ValueError(address)
    return int(hit[2]) - 1, column_number(hit[1]) - 1


def column_number(name: str | bytes) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in name.encode() if isinstance(name, str) else name:
        number = number * 26 + letter - 64
    return number


def looks_of(styles: bytes) -> Looks | None:
    """Of the part with the styles; None where it is no XML, so that nothing is guessed from it."""
    if not styles:
        return NO_LOOKS
    try:
        root = ElementTree.fromstring(styles)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    percent, hiding = {"9", "10"}, set()
    fonts, looks = [], Looks(frozenset(), {})
    for block in root:
        name = local(block.tag)
        if name == "numFmts":
            for entry in block:
                code = entry.get("formatCode", "")
                if is_percent_format(code):
                    percent.add(entry.get("numFmtId", ""))
                if hides_value(code):
                    hiding.add(entry.get("numFmtId", ""))
        elif name == "fonts":
            fonts = [_how_of(font) for font in block]
        elif name == "cellXfs":
            shown = set()
            for number, xf in enumerate(block):
                own = xf.get("fontId", "")
                how = fonts[int(own)] if own.isdigit() and int(own) < len(fonts) else ""
                how = HIDDEN if xf.get("numFmtId") in hiding else how
                if how:
                    looks.leaving_out[str(number)] = how
                if xf.get("numFmtId") in percent:
                    shown.add(str(number))
            looks = looks._replace(percent=frozenset(shown))
    return looks


def _how_of(properties) -> str:
    """How a font, or the properties of a run, leave text out; "" where they do not."""
    return next((how for one in properties if (how := _how(local(one.tag), one.get("val", "1")))), "")


def _how(name: str, value: str) -> str:
    """How one property does."""
    if name == "strike" and value not in ("0", "false"):
        return STRUCK
    return RAISED if name == "vertAlign" and value in ("superscript", "subscript") else ""


def leaves_out(part: bytes) -> bool:
    """Whether a part may hold text that is struck out or raised; a plain search, nearly always in vain."""
    return b"strike" in part or b"vertAlign" in part


def marked_texts(strings: bytes) -> dict[int, Runs]:
    """Shared texts that are written in runs, by number."""
    if not leaves_out(strings):
        return {}
    try:
        root = ElementTree.fromstring(strings)
    except (ElementTree.ParseError, ValueError, LookupError):
        return {}
    return {n: runs for n, item in enumerate(root) if (runs := _runs(item))}


def _runs(item) -> Runs:
    found: Runs = []
    for run in item:
        if local(run.tag) != "r":
            continue
        properties = next((one for one in run if local(one.tag) == "rPr"), None)
        text = "".join(one.text or "" for one in run if local(one.tag) == "t")
        found.append((text, None if properties is None else _how_of(properties)))
    return found


def may_lack_results(part: bytes) -> bool:
    """Whether a formula may have 0 or nothing for its result."""
    return bool(_NO_RESULT.search(part))


def merges(part: bytes) -> list[Merge]:
    """Merged cells of a sheet."""
    start = _MERGED.search(part)
    hits = _MERGE.findall(part, start.start()) if start else []
    return [Merge(*place(first.decode()), *place(last.decode())) for first, last in hits]


def read(part: bytes, looks: Looks, texts: dict[int, Runs], recalculates: bool) -> Facts:
    """The facts of one sheet. `recalculates`: Excel computes when it opens the file, so a stored 0 is none yet."""
    reader = _Reader(looks, texts, recalculates)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.Parse(part, True)
    reader.facts.merges += merges(part)
    return reader.facts


class _Reader:
    """Walks over the rows and cells of a sheet."""

    def __init__(self, looks: Looks, texts: dict[int, Runs], recalculates: bool) -> None:
        self.looks, self.texts, self.recalculates = looks, texts, recalculates
        self.facts = Facts()
        self.row = self.column = -1
        self.kind = self.style = self.value = ""
        self.has_formula = False
        self.taking: list[str] | None = None  # text of the element that is open
        self.inline: Runs = []
        self.how: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            written = attributes.get("r", "")
            self.row = int(written) - 1 if written.isdigit() else self.row + 1
            self.column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.facts.hidden_rows.add(self.row)
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = (int(attributes.get(end, "0")) for end in ("min", "max"))
            self.facts.hidden_columns.update(range(first - 1, min(last, _MOST_COLUMNS)))
        elif name in ("v", "t"):
            self.taking = []
        elif name == "f":
            self.has_formula = True
        elif name == "r":
            self.how = None
        elif name == "rPr":
            self.how = ""
        elif how := _how(name, attributes.get("val", "1")):
            self.how = self.how or how

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if written := attributes.get("r"):
            self.row, self.column = place(written)
        else:
            self.column += 1
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.value, self.has_formula, self.inline, self.how = "", False, [], None

    def text(self, data: str) -> None:
        if self.taking is not None:
            self.taking.append(data)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("v", "t") and self.taking is not None:
            text = "".join(self.taking)
            self.taking = None
            if name == "v":
                self.value = text
            else:
                self.inline.append((text, self.how))
        elif name == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        at = (self.row, self.column)
        if self.kind == "e":
            self.facts.trouble[at] = "error_cell"
        elif self.has_formula and self.kind != "str" and self._is_without_value():
            self.facts.trouble[at] = "formula_without_value"
        elif self.value == "" and not self.inline:
            return
        elif self.kind == "n" and self.style in self.looks.percent:
            self.facts.percent.add(at)
        if left := self._left_out():
            self.facts.left_out[at] = left

    def _is_without_value(self) -> bool:
        return self.value == "" or (self.recalculates and self.value == "0")

    def _left_out(self) -> LeftOut | None:
        how = self.looks.leaving_out.get(self.style)
        runs = self.inline
        if self.kind == "s":
            runs = self.texts.get(int(self.value)) if self.value.isdigit() else None
        if not runs:  # all of the cell alike: its text is where the first reader put it
            return LeftOut("", "", how) if how in (STRUCK, HIDDEN) else None
        return left_out([(text, how if said is None else said) for text, said in runs])
