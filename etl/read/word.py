"""A form sent as a Word table: the text of the body as one sheet, so that the same layouts read it.

python-docx is not used here: it passes over content controls and tracked insertions, so that a score inside one
would be lost without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from etl.read.cell_facts import HIDDEN, RAISED, STRUCK, Facts, Merge, left_out, local
from etl.read.text import lines

SHEET_NAME = "Văn bản Word"
Runs = list[tuple[str, str | None]]


def read(document_xml: bytes, styles_xml: bytes = b"") -> tuple[list[list[str]], Facts]:
    """Rows of the body in reading order, and what they hide: a paragraph is a row of one cell, a row of a table is a
    row. Cells that are merged across or down stand in their first place, the others are blank."""
    reader = _Reader(_looks_of(styles_xml))
    for block in _blocks(ElementTree.fromstring(document_xml)):
        if _name(block) == "p":
            reader.rows.append([reader.take([block], 0)])
        else:
            reader.open.clear()
            for row in _children(block, "tr"):
                reader.take_row(row)
    width = max(map(len, reader.rows), default=0)
    return [row + [""] * (width - len(row)) for row in reader.rows], reader.facts


def _looks_of(styles_xml: bytes) -> dict[str, str]:
    """Styles that strike, raise or hide."""
    if not styles_xml:
        return {}
    looks = {}
    for style in ElementTree.fromstring(styles_xml):
        own = _find(style, "rPr") if _name(style) == "style" else None
        if own is not None and (how := _how(own, {})):
            looks[next((v for k, v in style.attrib.items() if k.endswith("}styleId")), "")] = how
    return looks


def _how(properties, looks: dict[str, str]) -> str | None:
    """How the properties of a run leave its text out; "" where they say that they do not."""
    how = None
    for one in properties:
        name, value = _name(one), _value(one)
        is_on = value not in ("0", "false", "off", "none")
        if name in ("strike", "dstrike"):
            how = STRUCK if is_on else how or ""
        elif name in ("vanish", "webHidden", "specVanish") and is_on:
            how = HIDDEN
        elif name == "vertAlign":
            how = how or (RAISED if value in ("superscript", "subscript") else "")
        elif name == "rStyle":
            how = how or looks.get(value)
    return how


class _Reader:
    """Collects rows and what they hide."""

    def __init__(self, looks: dict[str, str]) -> None:
        self.looks = looks
        self.rows: list[list[str]] = []
        self.facts = Facts()
        self.open: dict[int, tuple[int, int]] = {}  # column → first row and last column of a cell merged down

    def take(self, paragraphs: list, column: int) -> str:
        """Text of a cell: its paragraphs one under the other."""
        runs: Runs = []
        for paragraph in paragraphs:
            if runs:
                runs.append(("\n", None))
            runs += self._runs(paragraph)
        if left := left_out(runs):
            self.facts.left_out[len(self.rows), column] = left._replace(kept=lines(left.kept), whole=lines(left.whole))
        return lines("".join(text for text, _ in runs))

    def take_row(self, row) -> None:
        """One row of a table."""
        cells: list[str] = []
        properties = next((c for c in row if _name(c) == "trPr"), None)
        if _find(properties, "hidden") is not None:
            self.facts.hidden_rows.add(len(self.rows))
        cells += [""] * _number(properties, "gridBefore", 0)
        for cell in _children(row, "tc"):
            own = next((c for c in cell if _name(c) == "tcPr"), None)
            merge = _find(own, "vMerge")
            continues = merge is not None and _value(merge) != "restart"
            column, span = len(cells), _number(own, "gridSpan", 1)
            self._merge(column, span, merge is not None, continues)
            text = "" if continues else self.take(list(_paragraphs(cell)), column)
            cells += [text] + [""] * (span - 1)
        self.rows.append(cells)

    def _merge(self, column: int, span: int, is_merged_down: bool, continues: bool) -> None:
        row = len(self.rows)
        if continues and column in self.open:
            top, last = self.open[column]
            self.facts.merges = [m for m in self.facts.merges if (m.top, m.left) != (top, column)]
            self.facts.merges.append(Merge(top, column, row, last))
            return
        self.open.pop(column, None)
        if is_merged_down:
            self.open[column] = (row, column + span - 1)
        if span > 1:
            self.facts.merges.append(Merge(row, column, row, column + span - 1))

    def _runs(self, paragraph) -> Runs:
        """Text as a reader sees it: insertions in, deletions out, in runs of one look."""
        runs: Runs = []

        def walk(element, how: str | None) -> None:
            for child in element:
                name = _name(child)
                if name == "t":
                    runs.append((child.text or "", how))
                elif name in ("br", "cr"):
                    runs.append(("\n", how))
                elif name == "tab":
                    runs.append((" ", how))
                elif name == "noBreakHyphen":
                    runs.append(("-", how))
                elif name == "r":
                    own = _find(child, "rPr")
                    said = None if own is None else _how(own, self.looks)
                    walk(child, how if said is None else said)
                elif name not in ("del", "moveFrom", "pPr", "rPr", "instrText", "txbxContent", "Fallback"):
                    walk(child, how)

        style = _find(_find(paragraph, "pPr"), "pStyle")
        walk(paragraph, None if style is None else self.looks.get(_value(style)))
        return runs


def has_table(document_xml: bytes) -> bool:
    """Whether there is any table in the body."""
    return any(_name(element) == "tbl" for element in ElementTree.fromstring(document_xml).iter())


def _name(element) -> str:
    return local(element.tag)


def _blocks(element) -> Iterator:
    """Paragraphs and tables in order, also those inside content controls and insertions."""
    for child in element:
        name = _name(child)
        if name in ("p", "tbl"):
            yield child
        elif name not in ("sectPr", "del", "moveFrom"):
            yield from _blocks(child)


def _children(element, wanted: str) -> Iterator:
    """Children of a name, also where a content control or an insertion stands between; tables inside a cell are no
    rows of this one."""
    for child in element:
        name = _name(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _children(child, wanted)


def _paragraphs(cell) -> Iterator:
    for block in _blocks(cell):
        if _name(block) == "p":
            yield block
        else:  # a table inside the cell
            for row in _children(block, "tr"):
                for inner in _children(row, "tc"):
                    yield from _paragraphs(inner)


def _find(properties, name: str):
    if properties is None:
        return None
    return next((c for c in properties if _name(c) == name), None)


def _value(element) -> str:
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "val"), "")


def _number(properties, name: str, otherwise: int) -> int:
    found = _find(properties, name)
    text = _value(found) if found is not None else ""
    return min(max(int(text), otherwise), 200) if text.isdigit() else otherwise
