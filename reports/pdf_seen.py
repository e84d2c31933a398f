"""Of a PDF what a reader sees: the letters of each page that nothing hides, and what lies over them.

A text layer behind a scanned page is not what stands on paper, so such a page has no letters here.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
from pypdfium2 import raw

MOST_PAGES, MOST_LETTERS = 500, 2_000_000
SCANNED = 0.6  # of a page, from which on a picture is the page
TINY = 3.0  # points: letters of a smaller size nobody reads
PALE = 215  # of 255: letters in this colour or a paler one
CLEAR = 64  # of 255: seen through so far, nobody reads
UNSEEN_MODES = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}
MARKS = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_HIGHLIGHT}  # hide nothing
SEALS = {raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_INK}  # signatures and seals, seen through
HIDDEN = 2  # flag of an annotation

Box = tuple[float, float, float, float]  # left, bottom, right, top


class NotRead(Exception):
    """No PDF that can be read; the message is for the user."""


@dataclass(frozen=True)
class Page:
    """text: its letters as they are seen; sealed: letters under a seal, a signature or a picture, which may still be read;
    is_scanned: it is a picture; has_marks: something was laid on it."""

    text: str
    sealed: str = ""
    is_scanned: bool = False
    has_marks: bool = False
    pictures: tuple[Box, ...] = ()


@dataclass
class _Covers:
    """What lies on a page: (place in the order of drawing, box)."""

    opaque: list[tuple[int, Box]] = field(default_factory=list)
    pictures: list[tuple[int, Box]] = field(default_factory=list)
    notes: list[Box] = field(default_factory=list)
    seals: list[Box] = field(default_factory=list)
    order: dict[int, int] = field(default_factory=dict)  # object → its place


def opened(data: bytes) -> pypdfium2.PdfDocument:
    """Raises NotRead."""
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise NotRead("Tệp PDF hỏng hoặc có mật khẩu; đề nghị lưu lại không đặt mật khẩu.") from error
    if len(file) > MOST_PAGES:
        raise NotRead(f"Tệp PDF có {len(file)} trang, nhiều hơn hẳn một báo cáo; không đối chiếu được.")
    return file


def pages(file: pypdfium2.PdfDocument) -> list[Page]:
    """Its pages in their order. Raises NotRead where there is too much to read."""
    found, letters = [], 0
    for number, page in enumerate(file, 1):
        found.append(_page(page, number))
        letters += len(found[-1].text)
        if letters > MOST_LETTERS:
            raise NotRead("Tệp PDF có quá nhiều chữ so với một báo cáo; không đối chiếu được.")
    return found


def _page(page: pypdfium2.PdfPage, number: int) -> Page:
    covers, frame = _covers(page), page.get_bbox()
    pictures = tuple(box for _, box in covers.pictures)
    has_marks = bool(covers.notes or covers.seals)
    if any(_area(_within(box, frame)) >= SCANNED * _area(frame) for box in pictures):
        return Page("", is_scanned=True, has_marks=has_marks, pictures=pictures)
    seen, sealed = [], []
    text = page.get_textpage()
    known: dict[int, bool] = {}  # object → whether its letters can be read
    for place in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, place))
        if not raw.FPDFText_IsGenerated(text, place) and not letter.isspace():
            part = raw.FPDFText_GetTextObject(text, place)
            key = _key(part)
            if key not in known:
                known[key] = _is_readable(part)
            box = text.get_charbox(place, loose=True)
            if not known[key] or _is_hidden(box, covers.order.get(key, -1), covers, frame):
                continue
            if _is_sealed(box, covers.order.get(key, -1), covers):
                sealed.append(letter)
                if letter.isdigit():
                    continue
        seen.append(letter)
    return Page(_without_number("".join(seen), number), "".join(sealed), False, has_marks, pictures)


def _without_number(text: str, number: int) -> str:
    """Without the number of the page, which stands alone in its first or last line; annexes begin anew at 1."""
    lines = text.strip().split("\n")
    for place in (0, -1):
        if lines and (alone := lines[place].strip()).isdecimal() and int(alone[:5]) <= number:
            del lines[place]
    return "\n".join(lines) + "\n"


def _covers(page: pypdfium2.PdfPage) -> _Covers:
    found = _Covers()
    for place, part in enumerate(page.get_objects(max_depth=1)):
        for within in _with_parts(part.raw):
            found.order[_key(within)] = place
        if part.type == raw.FPDF_PAGEOBJ_IMAGE:
            found.pictures.append((place, part.get_bounds()))
        elif part.type == raw.FPDF_PAGEOBJ_SHADING or (part.type == raw.FPDF_PAGEOBJ_PATH and _is_filled(part.raw)):
            found.opaque.append((place, part.get_bounds()))
    for kind, box in _notes(page):
        if kind in SEALS:
            found.seals.append(box)
        elif kind not in MARKS:
            found.notes.append(box)
    return found


def _with_parts(part) -> Iterator:
    yield part
    if raw.FPDFPageObj_GetType(part) == raw.FPDF_PAGEOBJ_FORM:
        for place in range(raw.FPDFFormObj_CountObjects(part)):
            yield from _with_parts(raw.FPDFFormObj_GetObject(part, place))


def _notes(page: pypdfium2.PdfPage) -> Iterator[tuple[int, Box]]:
    """Kind and place of what was laid on a page."""
    for place in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, place)
        box = raw.FS_RECTF()
        if not raw.FPDFAnnot_GetFlags(note) & HIDDEN and raw.FPDFAnnot_GetRect(note, box):
            yield raw.FPDFAnnot_GetSubtype(note), (box.left, box.bottom, box.right, box.top)
        raw.FPDFPage_CloseAnnot(note)


def _key(part) -> int:
    return ctypes.cast(part, ctypes.c_void_p).value or 0


def _colour(part) -> tuple[int, int, int, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(part, red, green, blue, alpha)
    return red.value, green.value, blue.value, alpha.value


def _is_filled(part) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(part, mode, stroke)
    return mode.value != raw.FPDF_FILLMODE_NONE and _colour(part)[3] > CLEAR


def _is_readable(part) -> bool:
    """Whether letters are drawn, in a colour that stands out from paper."""
    if raw.FPDFTextObj_GetTextRenderMode(part) in UNSEEN_MODES:
        return False
    *colour, alpha = _colour(part)
    return alpha > CLEAR and min(colour) < PALE


def _is_hidden(box: Box, order: int, covers: _Covers, frame: Box) -> bool:
    if box[3] - box[1] < TINY or not _is_in(box, frame):
        return True
    if any(_is_in(box, note) for note in covers.notes):
        return True
    return any(place > order and _is_in(box, over) for place, over in covers.opaque)


def _is_sealed(box: Box, order: int, covers: _Covers) -> bool:
    over = [*covers.seals, *(picture for place, picture in covers.pictures if place > order)]
    return any(_is_in(box, one) for one in over)


def _is_in(box: Box, other: Box) -> bool:
    """Whether the middle of the first lies in the second."""
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= across <= other[2] and other[1] <= up <= other[3]


def _within(box: Box, frame: Box) -> Box:
    return max(box[0], frame[0]), max(box[1], frame[1]), min(box[2], frame[2]), min(box[3], frame[3])


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
