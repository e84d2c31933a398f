"""Compares a PDF with the version that was signed off, by its letters: a signed copy of our own PDF, or one that was made of
the Word file. Where pages begin and lines break does not count; what is not seen, or lies on a scanned page, is not taken for read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from PIL import ImageChops

from reports import likeliest, lines, pdf_seen, seen, verify
from reports.lines import Line
from reports.paper import Figure, plain
from reports.verify import PICTURE, ROW, Comparison, Difference, Expected
from warehouse.store import Warehouse
from words.documents import UNWRITTEN

CERTAIN = 12  # letters from which on a line that stands once is surely that line
FAR = 400  # letters further on, a short line is another one
SCAN = "\ue003"  # stands for a scanned page
FILLED = r"[\w./-]{0,12}"  # a number or a day
WRITTEN = rf"(?:{re.escape(UNWRITTEN)}|[^\ue003]{{0,4000}}?)"  # what people put for "[…]"
FIGURE, NUMBER = "([^\ue003]{0,40}?)", r"([\d.,/%+−–-]{0,20})"
ROOM = re.compile(" {3,}")
APART, SEEN = 48, 6  # difference of two points, of 255; so many of a page may look different


@dataclass(frozen=True)
class Letters:
    """All letters of a PDF without spaces, and where each stands in what a reader sees."""

    text: str
    places: list[int]
    shown: str

    def between(self, start: int, end: int) -> str:
        """A part as a reader sees it."""
        if start >= end:
            return ""
        return lines.normal(self.shown[self.places[start] : self.places[end - 1] + 1]).replace(SCAN, "(trang quét)")


def letters(pages: list[pdf_seen.Page], heads: Sequence[str] = ()) -> Letters:
    """Of all pages, one after the other; the head of a table that goes on is left out on its further pages."""
    shown, kept = "", []
    for page in pages:
        text = SCAN if page.is_scanned else page.text.replace("\x02", "-")
        own = [(place, small) for place, letter in enumerate(text, len(shown)) for small in _tight(letter)]
        tight = "".join(small for _, small in own)
        cut = 0
        while head := next((one for one in heads if tight.startswith(one, cut)), None):
            cut += len(head)
        kept += own[cut:]
        shown += f"{text}\n"
    return Letters("".join(letter for _, letter in kept), [place for place, _ in kept], shown)


def _tight(text: str) -> str:
    """Without spaces, which a PDF does not keep."""
    return lines.normal(text).replace(" ", "")


def recognised(read: Letters, warehouse: Warehouse) -> dict:
    """The signed-off version of whose lines the PDF holds the greatest share. Raises NotOurs where there is none."""

    def share(ours: bytes) -> float:
        texts = (_tight(line.text.replace(lines.CELL, "")) for line in lines.lines(seen.opened(ours)))
        return likeliest.held({text for text in texts if len(text) >= CERTAIN}, read.text)

    best = likeliest.closest(warehouse, "docx", share)
    if best is None:
        raise verify.NotOurs("Chữ trong tệp PDF không giống bản đã chốt nào; đề nghị đối chiếu bằng tệp Word.")
    return best[0]


def read(data: bytes) -> tuple[list[pdf_seen.Page], Letters]:
    """Raises NotOurs where nothing can be read."""
    try:
        pages = pdf_seen.pages(pdf_seen.opened(data))
    except pdf_seen.NotRead as error:
        raise verify.NotOurs(str(error)) from error
    found = letters(pages)
    if not found.text.replace(SCAN, ""):
        raise verify.NotOurs(
            "Tệp PDF chỉ có ảnh quét, không có lớp chữ nên không đối chiếu được; đề nghị dùng bản ký số hoặc tệp Word."
        )
    return pages, found


def compare(data: bytes, pages: list[pdf_seen.Page], then: Expected, ours: bytes) -> Comparison:
    """Every line of the program that the PDF has otherwise, and what of it is not the program's. pages: as `read` gives them;
    ours: the PDF of the version."""
    sections = {figure["key"]: figure["section"] for figure in then.figures}
    made = [verify.marked(line, then.own) for line in lines.lines(seen.opened(then.file), keep_figures=True)]
    heads = _heads(made)
    copy = letters(pages, heads)
    found = _Found(copy, sections, heads)
    previous, start, waiting = None, 0, []
    for line, place in _placed(made, copy.text):
        if place is None:
            waiting.append(line)
            continue
        found.gap(waiting, previous, line, start, place[0])
        if _is_open(line) and copy.text[slice(*place)] != _tight("".join(map(_part, _pieces(line)))):
            found.unchecked.append(f"Chỗ trống đã điền: {verify.short(copy.between(*place))}")
        previous, start, waiting = line, place[1], []
    found.gap(waiting, previous, None, start, len(copy.text))
    differences = [*found.differences]
    repainted, not_compared = _looks(data, ours, pages)
    differences += [Difference("", name, said, "", PICTURE) for name, said in repainted]
    return Comparison(
        [*dict.fromkeys(differences)], [*dict.fromkeys([*found.unchecked, *not_compared, *_laid_on(pages)])]
    )


def _laid_on(pages: list[pdf_seen.Page]) -> Iterator[str]:
    for number, page in enumerate(pages, 1):
        if page.is_scanned:
            yield f"Trang {number} là ảnh quét, không đọc được chữ"
        elif page.sealed:
            yield f"Trang {number}: dấu, chữ ký hoặc hình đè lên chữ: {verify.short(page.sealed)}"
        elif page.has_marks:
            yield f"Trang {number}: có dấu, chữ ký hoặc chú thích"


# ------------------------------------------------------------------ lines in the letters


def _pieces(line: Line) -> list[str | Figure]:
    """Of all cells, with room that people fill marked."""
    return [
        piece if isinstance(piece, Figure) else ROOM.sub(lines.BLANK, piece) for cell in line.pieces for piece in cell
    ]


def _part(piece: str | Figure) -> str:
    return plain(piece).replace(lines.BLANK, "")


def _is_open(line: Line) -> bool:
    return any(
        not isinstance(piece, Figure) and (lines.BLANK in piece or UNWRITTEN in piece) for piece in _pieces(line)
    )


def _pattern(line: Line, loose: frozenset[int] = frozenset(), is_alone: bool = True) -> re.Pattern:
    """What a line looks like; the figures with these numbers may be others. is_alone: nothing follows it."""
    said, number = [], 0
    for piece in _pieces(line):
        if isinstance(piece, Figure):
            said.append(FIGURE if number in loose else re.escape(_tight(piece.text)))
            number += 1
            continue
        for fixed in re.split(f"({lines.BLANK}|{re.escape(UNWRITTEN)})", piece):
            said.append({lines.BLANK: FILLED, UNWRITTEN: WRITTEN}.get(fixed) or re.escape(_tight(fixed)))
    if said and said[-1] == FIGURE:
        said[-1] = rf"{FIGURE}\Z" if is_alone else NUMBER
    return re.compile("".join(said))


def _fixed(line: Line) -> str:
    """The letters of a line that leaves nothing open; else empty."""
    return "" if _is_open(line) else _tight("".join(map(_part, _pieces(line))))


def _placed(made: list[Line], text: str) -> Iterator[tuple[Line, tuple[int, int] | None]]:
    """Each line with the place at which it stands, in one order; None where it does not."""
    anchors = {*_anchors(made, text)}
    position, ahead = 0, sorted(anchors)
    for number, line in enumerate(made):
        following = ahead[bisect_left(ahead, (number, -1)) :][:1]
        place = None
        if following and following[0][0] == number:
            start = following[0][1]
            place = (start, start + len(_fixed(line)))
        else:
            place = _next(line, text, position, following[0][1] if following else len(text))
        if place:
            position = place[1]
        yield line, place


def _anchors(made: list[Line], text: str) -> list[tuple[int, int]]:
    """(line, place) of those that stand once in both, in the longest order that they have in common."""
    fixed = [_fixed(line) for line in made]
    times = Counter(fixed)
    once = []
    for number, said in enumerate(fixed):
        if (
            len(said) >= CERTAIN
            and times[said] == 1
            and (place := text.find(said)) >= 0
            and text.find(said, place + 1) < 0
        ):
            once.append((number, place))
    return _rising(once)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part whose places rise."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(ends, place)
        before.append(last[at - 1] if at else None)
        ends[at : at + 1], last[at : at + 1] = [place], [number]
    found, at = [], last[-1] if last else None
    while at is not None:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _next(line: Line, text: str, start: int, end: int) -> tuple[int, int] | None:
    said = _fixed(line)
    if not said:
        match = _pattern(line).search(text, start, end)
        return match.span() if match and match.end() > match.start() else None
    place = text.find(said, start, end)
    if place < 0 or (len(said) < CERTAIN and place - start > FAR):
        return None
    return place, place + len(said)


def _heads(made: list[Line]) -> list[str]:
    """The first rows of tables, which stand again on each page."""
    tables: dict[int, list[str]] = {}
    for line in made:
        if line.table is not None:
            tables.setdefault(line.table, []).append(_fixed(line))
    found = {
        row
        for rows in tables.values()
        for row in [*rows[:1], *(row for row in rows[1:2] if row.startswith("(1)"))]
        if row
    }
    return sorted(found, key=len, reverse=True)


class _Found:
    """What is otherwise, and what is only named."""

    def __init__(self, copy: Letters, sections: dict[str, str], heads: list[str]):
        self.copy, self.sections, self.heads = copy, sections, heads
        self.differences: list[Difference] = []
        self.unchecked: list[str] = []

    def gap(self, missing: list[Line], above: Line | None, below: Line | None, start: int, end: int) -> None:
        """Lines that are not there as they were, and the letters that stand between those around them."""
        is_scanned = SCAN in self.copy.text[start:end]
        for line in missing:
            if line.text == UNWRITTEN or (_fixed(line) in self.heads and _fixed(line) in self.copy.text):
                continue
            if line.is_own:
                self.unchecked.append(f"Đoạn do người soạn viết: {verify.short(line.text)}")
            elif is_scanned:
                self.unchecked.append(f"Trên trang quét, không đọc được: {verify.short(line.text)}")
            else:
                start = self._changed(line, start, end, len(missing) == 1)
        self._added(start, end, above, below)

    def _changed(self, line: Line, start: int, end: int, is_alone: bool) -> int:
        """A line that is otherwise: its figures, where only they are. Gives the place behind it."""
        figures = line.figures
        for loose in map(frozenset, (*combinations(range(len(figures)), 1), *combinations(range(len(figures)), 2))):
            match = _pattern(line, loose, is_alone).search(self.copy.text, start, end)
            if match is None:
                continue
            for place, number in enumerate(sorted(loose), 1):
                figure, said = figures[number], self.copy.between(*match.span(place))
                if _tight(said) != _tight(figure.text):
                    where = self.sections.get(figure.key, line.section)
                    self.differences.append(Difference(figure.key, figure.text, said, where))
            return match.end()
        said = self.copy.between(start, end) if is_alone else ""
        self.differences.append(
            Difference("", line.text, verify.short(said) or None, line.section, verify.kind_of(line))
        )  # fmt: skip
        return end if is_alone else start

    def _added(self, start: int, end: int, above: Line | None, below: Line | None) -> None:
        said = self.copy.between(start, end)
        if not self.copy.text[start:end].replace(SCAN, ""):
            return
        is_within = above is not None and below is not None and above.table is not None and above.table == below.table
        if is_within:
            self.differences.append(Difference("", None, verify.short(said), "", ROW))
        elif above is not None and (above.is_own or UNWRITTEN in above.text):
            self.unchecked.append(f"Đoạn do người soạn viết: {verify.short(said)}")
        else:
            self.unchecked.append(f"Đoạn thêm vào: {verify.short(said)}")


# ------------------------------------------------------------------ pictures


def _looks(data: bytes, ours: bytes, pages: list[pdf_seen.Page]) -> tuple[list[tuple[str, str]], list[str]]:
    """(page or picture, what has become of it) of those that look otherwise than in our own PDF; and what is not compared."""
    made, copy = pdf_seen.opened(ours), pdf_seen.opened(data)
    own = pdf_seen.pages(made)
    if len(own) != len(pages) or not all(map(_begin_alike, own, pages)):
        return [], ["Hình và vị trí của chữ: tệp được trình bày khác bản PDF đã chốt, không so được từng điểm"]
    changed = []
    for number, (page, other) in enumerate(zip(own, pages, strict=True)):
        is_same = _tight(page.text) == _tight(other.text) and not other.has_marks and not other.sealed
        if other.is_scanned or not (is_same or page.pictures):
            continue
        before, after = (file[number].render(scale=1).to_pil().convert("L") for file in (made, copy))
        if before.size != after.size:
            changed.append((f"Trang {number + 1}", "khổ trang khác"))
            continue
        boxes = [(0, 0, *before.size)] if is_same else [_on_picture(box, before.height) for box in page.pictures]
        apart = ImageChops.difference(before, after).point(lambda point: 255 * (point > APART))
        if any(sum(apart.crop(box).histogram()[1:]) > SEEN for box in boxes):
            changed.append((f"Trang {number + 1}" if is_same else f"Hình ở trang {number + 1}", "hiện ra khác"))
    return changed, []


def _begin_alike(page: pdf_seen.Page, other: pdf_seen.Page) -> bool:
    return other.is_scanned or _tight(page.text)[:CERTAIN] == _tight(other.text)[:CERTAIN]


def _on_picture(box: pdf_seen.Box, height: int) -> tuple[int, int, int, int]:
    left, bottom, right, top = map(round, box)
    return left, height - top, right, height - bottom
