"""A form sent as a Word table: the text of the body as one sheet, so that the same layouts read it.

python-docx is not used here: it passes over content controls and tracked insertions, so that a score inside one
would be lost without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

SHEET_NAME = "Văn bản Word"


def rows_of(document_xml: bytes) -> list[list[str]]:
    """Rows of the body in reading order: a paragraph is a row of one cell, a row of a table is a row. Cells that
    are merged across or down stand in their first place, the others are blank."""
    rows: list[list[str]] = []
    for block in _blocks(ElementTree.fromstring(document_xml)):
        if _name(block) == "p":
            rows.append([_text(block)])
        else:
            rows += [_cells(row) for row in _children(block, "tr")]
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def has_table(document_xml: bytes) -> bool:
    """Whether there is any table in the body."""
    return any(_name(element) == "tbl" for element in ElementTree.fromstring(document_xml).iter())


def _name(element) -> str:
    return element.tag.rpartition("}")[2]


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


def _cells(row) -> list[str]:
    cells: list[str] = []
    properties = next((c for c in row if _name(c) == "trPr"), None)
    cells += [""] * _number(properties, "gridBefore", 0)
    for cell in _children(row, "tc"):
        own = next((c for c in cell if _name(c) == "tcPr"), None)
        merge = _find(own, "vMerge")
        continues = merge is not None and _value(merge) != "restart"
        text = "" if continues else " ".join(filter(None, map(_text, _paragraphs(cell))))
        cells += [text] + [""] * (_number(own, "gridSpan", 1) - 1)
    return cells


def _paragraphs(cell) -> Iterator:
    for block in _blocks(cell):
        if _name(block) == "p":
            yield block
        else:  # a table inside the cell
            for row in _children(block, "tr"):
                for inner in _children(row, "tc"):
                    yield from _paragraphs(inner)


def _text(paragraph) -> str:
    """Text as a reader sees it: insertions in, deletions out, breaks as spaces."""
    parts: list[str] = []

    def walk(element) -> None:
        for child in element:
            name = _name(child)
            if name == "t":
                parts.append(child.text or "")
            elif name in ("tab", "br", "cr"):
                parts.append(" ")
            elif name == "noBreakHyphen":
                parts.append("-")
            elif name not in ("del", "moveFrom", "pPr", "rPr", "instrText", "txbxContent", "Fallback"):
                walk(child)

    walk(paragraph)
    return " ".join("".join(parts).split())


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
