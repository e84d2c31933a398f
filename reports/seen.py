"""Of a Word file only what a reader sees: what is deleted, hidden, covered by its own colour, crossed out or shrunk to nothing
is taken away, so that a comparison reads what stands on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache

from docx import Document
from docx.document import Document as DocxFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import ns, parse_xml
from lxml import etree

qn = cache(ns.qn)
OFF = ("0", "false", "off", "none")
TINY = 6  # half-points: what is smaller, nobody reads
NARROW = 20  # per cent of the width of a letter
FLAT = 60  # twentieths of a point: a line or a row of exactly this height shows nothing
WIDE = 20_000  # twentieths of a point: further away than any paper
ALIKE = 40  # from this difference of one of three colours on, of 255, letters stand out
SYMBOLS = re.compile("wingdings|webdings|symbol|marlett|dingbats", re.IGNORECASE)  # their letters are pictures
INK, PAPER = "000000", "FFFFFF"
PAPER_BY_NAME = ("background1", "light1", "bg1", "lt1")  # in the palette of an office program
CLEAR = 80_000  # thousandths of a percent: letters that are seen through so far, nobody reads
MARKS = {
    "black": "000000", "white": "FFFFFF", "darkBlue": "000080", "darkRed": "800000", "darkGreen": "008000",
    "darkCyan": "008080", "darkMagenta": "800080", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
    "blue": "0000FF", "red": "FF0000", "green": "00FF00", "cyan": "00FFFF", "magenta": "FF00FF", "yellow": "FFFF00",
}  # fmt: skip
COUNTED = "(số tự động) "  # stands where the number of a list is shown
OFFICE = ("http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/")
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHOSEN = f"{_COMPATIBLE}AlternateContent"
_GONE = {qn("w:del"), qn("w:moveFrom")}


def opened(data: bytes) -> DocxFile:
    """A Word file as a reader sees it."""
    file = Document(io.BytesIO(data))
    body = file.element.body
    etree.strip_tags(body, etree.Comment, etree.PI)  # no program shows them, and what follows them in a word every one
    for choice in [*body.iter(_CHOSEN)]:
        _choose(choice)
    sight = _Sight(file)
    for element in [*sight.unseen()]:
        if element.getparent() is not None:
            element.getparent().remove(element)
    for paragraph in [*sight.counted()]:
        start = 0 if paragraph.pPr is None else 1
        paragraph.insert(start, parse_xml(f'<w:r {ns.nsdecls("w")}><w:t xml:space="preserve">{COUNTED}</w:t></w:r>'))
    return file


def _choose(choice) -> None:
    """Of a thing that is stored in several ways, the one that an office program shows takes its place."""
    for way in choice:
        wanted = (way.nsmap.get(prefix, "") for prefix in way.get("Requires", "").split())
        if way.tag == f"{_COMPATIBLE}Fallback" or all(name.startswith(OFFICE) for name in wanted):
            for child in [*way]:
                choice.addprevious(child)
            break
    choice.getparent().remove(choice)


def _value(element, name: str, attribute: str = "val") -> str | None:
    """Of a property of an element; None where it has none."""
    found = element.find(qn(f"w:{name}"))
    return None if found is None else found.get(qn(f"w:{attribute}"), "")


def _is_on(value: str | None) -> bool:
    return value is not None and value not in OFF


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


class _Sight:
    """What hides an element: its own properties, else those of its style, else those of the file."""

    def __init__(self, file: DocxFile) -> None:
        styles = file.styles.element
        self.body = file.element.body
        self.styles = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
        self.usual = next((key for key, style in self.styles.items() if style.get(qn("w:default")) in ("1", "true") and style.get(qn("w:type")) == "paragraph"), None)  # fmt: skip
        whole = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self.of_file = [] if whole is None else [whole]
        self.of_style = cache(self._of_style)
        self.counting = _counting(file)

    def unseen(self) -> Iterator:
        """Elements of which nothing is seen."""
        yield from self.body.iter(*_GONE)
        for row in self.body.iter(qn("w:tr")):
            if (form := row.find(qn("w:trPr"))) is not None and _is_no_row(form):
                yield row
        for cell in self.body.iter(qn("w:tc")):
            if (form := cell.find(qn("w:tcPr"))) is not None and _is_no_cell(form):
                yield from cell.iter(qn("w:p"))
        for paragraph in self.body.iter(qn("w:p")):
            form = paragraph.find(qn("w:pPr"))
            if form is not None and _is_far_or_flat(form):
                yield from paragraph.iter(qn("w:r"))
        for run in self.body.iter(qn("w:r")):
            if self._is_unseen(run):
                yield run

    def counted(self) -> Iterator:
        """Paragraphs of lists that have numbers."""
        for paragraph in self.body.iter(qn("w:p")):
            form = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if form is not None and (_value(form, "numId"), _value(form, "ilvl") or "0") in self.counting:
                yield paragraph

    def _of_style(self, key: str | None) -> tuple:
        """Forms of letters of a style and of those that it is made from, the nearest first."""
        found, seen = [], set()
        while (style := self.styles.get(key)) is not None and key not in seen:
            seen.add(key)
            if (form := style.find(qn("w:rPr"))) is not None:
                found.append(form)
            key = _value(style, "basedOn")
        return tuple(found)

    def _is_unseen(self, run) -> bool:
        own = run.find(qn("w:rPr"))
        paragraph = next(run.iterancestors(qn("w:p")), None)
        around = None if paragraph is None else paragraph.find(qn("w:pPr"))
        style = self.usual if around is None else _value(around, "pStyle") or self.usual
        forms = [] if own is None else [own, *self.of_style(_value(own, "rStyle"))]
        forms = [*forms, *self.of_style(style), *self.of_file]

        def said(name: str, attribute: str = "val") -> str | None:
            return next((value for form in forms if (value := _value(form, name, attribute)) is not None), None)

        if any(_is_on(said(name)) for name in ("vanish", "specVanish", "strike", "dstrike")):
            return True
        size, width = _number(said("sz")), _number(said("w"))
        if (size is not None and size < TINY) or (width is not None and width < NARROW):
            return True
        if SYMBOLS.search(said("rFonts", "ascii") or ""):
            return True
        fill = next((one for form in forms if (one := form.find(f"{_W14}textFill")) is not None), None)
        return _is_clear(fill) or _is_in_its_colour(_letters(said, fill), said, run, around)


def _counting(file: DocxFile) -> set[tuple[str | None, str]]:
    """(list, level) of those that show a number or a letter, no mark."""
    try:
        lists = file.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        return set()
    levels = {
        (form.get(qn("w:abstractNumId")), level.get(qn("w:ilvl"), "0"))
        for form in lists.iter(qn("w:abstractNum"))
        for level in form.iter(qn("w:lvl"))
        if _value(level, "numFmt") not in ("bullet", "none") and _value(level, "lvlText")
    }
    uses = {one.get(qn("w:numId")): _value(one, "abstractNumId") for one in lists.iter(qn("w:num"))}
    return {(number, level) for number, form in uses.items() for of, level in levels if of == form}


def _is_no_row(form) -> bool:
    height = _number(_value(form, "trHeight"))
    is_flat = _value(form, "trHeight", "hRule") == "exact" and height is not None and height < FLAT
    return is_flat or _value(form, "del") is not None or _is_on(_value(form, "hidden"))


def _is_no_cell(form) -> bool:
    """Deleted, or the lower or right part of a merged one, whose words are kept and not shown."""
    merged = (_value(form, name) for name in ("vMerge", "hMerge"))
    return _value(form, "cellDel") is not None or any(value in ("", "continue") for value in merged)


def _is_far_or_flat(form) -> bool:
    frame, indent, spacing = (form.find(qn(f"w:{name}")) for name in ("framePr", "ind", "spacing"))
    far = []
    if frame is not None:
        far += [frame.get(qn(f"w:{name}")) for name in ("x", "y")]
    if indent is not None:
        far += [indent.get(qn(f"w:{name}")) for name in ("left", "start", "firstLine")]
    if any(abs(_number(place) or 0) >= WIDE for place in far):
        return True
    height = None if spacing is None or spacing.get(qn("w:lineRule")) != "exact" else _number(spacing.get(qn("w:line")))
    return height is not None and height < FLAT


def _is_clear(fill) -> bool:
    """Letters that are filled with nothing, or with what is seen through."""
    if fill is None:
        return False
    through = (_number(one.get(f"{_W14}val")) or 0 for one in fill.iter(f"{_W14}alpha"))
    return fill.find(f"{_W14}noFill") is not None or any(share > CLEAR for share in through)


def _letters(said, fill) -> str | None:
    """The colour of letters: of what they are filled with, else their own; a darker paper is said by its own number too."""
    colour = None if fill is None else next(fill.iterfind(f"{_W14}solidFill/*"), None)
    if colour is not None and colour.tag == f"{_W14}srgbClr":
        return colour.get(f"{_W14}val", "")
    is_paper = said("color", "themeColor") in PAPER_BY_NAME and not said("color", "themeShade")
    if colour is not None and not len(colour):
        is_paper = is_paper or colour.get(f"{_W14}val") in PAPER_BY_NAME
    return PAPER if is_paper else said("color")


def _is_in_its_colour(letters: str | None, said, run, around) -> bool:
    """Letters in the colour of what is behind them."""
    marked = MARKS.get(said("highlight") or "")
    behind = marked or _filled(said("shd", "fill")) or _ground(run, around) or PAPER
    if letters in (None, "auto"):  # white on a dark ground, but not where words are marked
        letters = INK if marked or _is_light(behind) else PAPER
    return all(abs(one - other) < ALIKE for one, other in zip(_parts(letters), _parts(behind), strict=True))


def _ground(run, around) -> str | None:
    """The colour of the paragraph or the cell."""
    fill = None if around is None else _filled(_value(around, "shd", "fill"))
    for cell in run.iterancestors(qn("w:tc")):
        if fill is None and (form := cell.find(qn("w:tcPr"))) is not None:
            fill = _filled(_value(form, "shd", "fill"))
    return fill


def _filled(fill: str | None) -> str | None:
    return None if fill in (None, "", "auto") else fill


def _parts(colour: str) -> tuple[int, ...]:
    """Red, green and blue; of what is no colour those of black."""
    found = re.fullmatch("([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})", colour)
    return tuple(int(part, 16) for part in found.groups()) if found else (0, 0, 0)


def _is_light(colour: str) -> bool:
    return sum(_parts(colour)) > 3 * 100
