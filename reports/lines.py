"""A Word file as the lines that a reader sees: paragraphs and rows of tables in their order, and its pictures.

How an office program stores a line is left out: runs, styles, content controls, kinds of spaces. What a file computes anew
when it is opened is told beside what it shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from docx.document import Document as DocxFile
from docx.oxml import ns

from reports.paper import Figure, plain
from words.documents import UNWRITTEN

qn = cache(ns.qn)  # asked several times of each element
CELL = " | "
_FIGURE = "\ue000"  # stands for a figure while the words around it are put in order
BLANK = "\ue001"  # room that people fill in, as for a number or a day
_ROOM, _WRITTEN_IN = re.compile(" {3,}"), re.compile(r" ?[\w./-]{0,12} ?")
_OPEN = re.compile(f"({_FIGURE}|{BLANK}|{re.escape(UNWRITTEN)})")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_NUMBERS = re.compile(r"[\d.,/%+−–-]*\d[\d.,/%]*")
_SPACES = re.compile(r"\s+")
_UNSEEN = {qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr")}
_BOX = qn("w:txbxContent")
_SAID = {qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_FIELDS = {  # that say what stands there or where it is, and compute no figure
    "PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "SEQ", "TOC", "TOA", "TC", "XE", "REF", "PAGEREF", "NOTEREF", "STYLEREF",
    "HYPERLINK", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN",
}  # fmt: skip
_TURNED = "\u202e"  # what follows is read from right to left
_AS_TEXT = {qn("w:tab"): " ", qn("w:br"): " ", qn("w:cr"): " ", qn("w:noBreakHyphen"): "-"}


def normal(text: str) -> str:
    """The same for all ways of writing the same: spaces of any kind, also before %, and accents."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\u2011", "-")
    return _SPACES.sub(" ", text).replace(" %", "%").strip()


@dataclass(frozen=True)
class Line:
    """pieces: the cells of a row, or one for a paragraph, each as text and figures; table: number of its table in the
    file, None for a paragraph; section: the heading above it; is_own: written by people, who may change the words."""

    pieces: tuple[tuple[str | Figure, ...], ...]
    table: int | None
    section: str = ""
    is_own: bool = False

    @cached_property
    def text(self) -> str:
        return CELL.join(normal("".join(map(plain, cell))) for cell in self.pieces)

    @cached_property
    def figures(self) -> list[Figure]:
        return [piece for cell in self.pieces for piece in cell if isinstance(piece, Figure)]

    @cached_property
    def shape(self) -> str:
        """The line without its numbers."""
        return _NUMBERS.sub("#", self.text)

    def is_filled(self, text: str) -> bool:
        """Whether a text is this line, with what people write where room is left for a number, a day or their words."""
        return self._places(text, are_figures_known=True) is not None

    def figures_in(self, text: str) -> list[str] | None:
        """What stands in a text in the places of the figures; None where more than these are different."""
        return self._places(text, are_figures_known=False)

    def _places(self, text: str, are_figures_known: bool) -> list[str] | None:
        """The leftmost way to find what is fixed, which is there if any is, in one pass whatever somebody wrote."""
        figures = iter(self.figures)
        cells = (
            normal("".join(_FIGURE if isinstance(piece, Figure) else _ROOM.sub(BLANK, piece) for piece in cell))
            for cell in self.pieces
        )
        fixed, open_ = [""], []
        for part in _OPEN.split(CELL.join(cells)):
            if part == _FIGURE and are_figures_known:
                fixed[-1] += normal(next(figures).text)
            elif part in (_FIGURE, BLANK, UNWRITTEN):
                open_.append(part)
                fixed.append("")
            else:
                fixed[-1] += part
        if not open_:
            return [] if text == fixed[0] else None
        first, *middle, last = fixed
        if not (text.startswith(first) and text.endswith(last) and len(text) >= len(first) + len(last)):
            return None
        found, start, end = [], len(first), len(text) - len(last)
        for words in middle:
            place = text.find(words, start, end)
            if place < 0:
                return None
            found.append(text[start:place])
            start = place + len(words)
        found.append(text[start:end])
        if any(kind == BLANK and not _WRITTEN_IN.fullmatch(said) for kind, said in zip(open_, found, strict=True)):
            return None
        return [said for kind, said in zip(open_, found, strict=True) if kind == _FIGURE]


def lines(file: DocxFile, keep_figures: bool = False) -> list[Line]:
    """The lines of a file that are not empty. keep_figures: content controls are figures by their tag."""
    found: list[Line] = []
    section, tables = "", 0
    for block in _blocks(file.element.body):
        if block.tag == qn("w:p"):
            style = block.style or ""
            found += _paragraphs((block, *_boxes(block)), section, keep_figures)
            if found and style.startswith("Heading") and keep_figures:
                section = found[-1].text
            continue
        rows = [row for row in block.iter(qn("w:tr")) if next(row.iterancestors(qn("w:tbl"))) is block]
        tables += 1
        if len(rows) == 1:  # a table of one row only puts lines beside each other
            found += _paragraphs(rows[0].iter(qn("w:p")), section, keep_figures)
            continue
        for row in rows:
            cells = [cell for cell in row.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr"))) is row]
            line = Line(tuple(_cell(cell, keep_figures) for cell in cells), tables, section)
            if line.text.replace(CELL.strip(), "").strip():
                found.append(line)
    return found


def _paragraphs(paragraphs: Iterable, section: str, keep_figures: bool) -> list[Line]:
    found = (Line((_pieces(paragraph, keep_figures),), None, section) for paragraph in paragraphs)
    return [line for line in found if line.text]


def _cell(cell, keep_figures: bool) -> tuple[str | Figure, ...]:
    pieces: list[str | Figure] = []
    for paragraph in cell.iter(qn("w:p")):
        pieces += [*([" "] if pieces else []), *_pieces(paragraph, keep_figures)]
    return tuple(pieces)


def _blocks(parent) -> Iterator:
    """Paragraphs and tables of a body, also those in a frame of their own."""
    for child in parent.iterchildren():
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag not in _UNSEEN and child.tag != qn("w:sectPr"):
            yield from _blocks(child)


def _boxes(paragraph) -> Iterator:
    """Paragraphs of the text boxes that hang on a paragraph."""
    for box in paragraph.iter(_BOX):
        yield from box.iter(qn("w:p"))


def _pieces(element, keep_figures: bool) -> tuple[str | Figure, ...]:
    found: list[str | Figure] = []
    for child in element.iterchildren():
        if child.tag in _UNSEEN or child.tag == _BOX:
            continue
        if child.tag in _SAID:
            found.append(child.text or "")
        elif child.tag in _AS_TEXT:
            found.append(_AS_TEXT[child.tag])
        elif keep_figures and child.tag == qn("w:sdt") and (tag := child.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")) is not None:  # fmt: skip
            found.append(Figure(tag.get(qn("w:val")), "".join(map(plain, _pieces_within(child, False)))))
        else:
            found += _pieces_within(child, keep_figures)
    return tuple(found)


def _sign(number: str) -> str:
    """One of another font, by its number; a box where that is none."""
    is_one = re.fullmatch("[0-9A-Fa-f]{4}", number) and not 0xD800 <= int(number, 16) <= 0xDFFF
    return chr(int(number, 16)) if is_one else "□"


def _pieces_within(child, keep_figures: bool) -> tuple[str | Figure, ...]:
    """With what makes it read otherwise than it is stored."""
    within = _pieces(child, keep_figures)
    if child.tag == qn("w:sym"):
        return (_sign(child.get(qn("w:char"), "")),)
    if child.tag == qn("w:bdo") and child.get(qn("w:val")) == "rtl":
        return (_TURNED, *within)
    if child.tag == qn("w:sdt") and child.find(f"{qn('w:sdtPr')}/{qn('w:dataBinding')}") is not None:
        return ("(lấy từ dữ liệu khác) ", *within)
    field = child.get(qn("w:instr"), "") if child.tag == qn("w:fldSimple") else ""
    if child.tag == qn("w:instrText"):
        field = child.text or ""
    if (words := field.split()) and words[0].upper() not in _FIELDS:
        return (f"(trường tự tính: {normal(field)}) ", *within)
    return within
