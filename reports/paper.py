"""A document as content: what stands on it, from top to bottom, apart from the form it is written in.

`docx.written` and `pdf.written` make files of the same paper, so a figure cannot differ between them. Every number that
may have to be proved is a `Figure` with an identifier.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from charts import render
from reports import dots


@dataclass(frozen=True)
class Figure:
    """A number with an identifier, by which it is found again in an edited copy."""

    key: str
    text: str


def plain(piece: str | Figure) -> str:
    """A piece of a paragraph or a cell as it reads."""
    return piece.text if isinstance(piece, Figure) else piece


@dataclass(frozen=True)
class Head:
    """The first lines. `above`: the body over the issuing one; `symbol`: the part of the number that is known
    (`UBND-TP`), None on a sheet without number and date. Number, date and signer stay blank: the clerk's office fills them."""

    above: str
    issuer: str
    place: str
    year: int
    symbol: str | None = None
    subject: str | None = None  # of a letter, under its number
    is_draft: bool = True


@dataclass(frozen=True)
class Title:
    """The name of the document, its first line in capitals; `ruled`: with the line that stands under a subject."""

    lines: tuple[str, ...]
    ruled: bool


@dataclass(frozen=True)
class Note:
    """An italic line."""

    text: str
    size: float
    align: str


@dataclass(frozen=True)
class Heading:
    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    """Justified text; `bold` comes first in bold."""

    parts: tuple[str | Figure, ...]
    bold: str
    indent: bool
    keep: bool  # on the page of what follows


@dataclass(frozen=True)
class Table:
    """Rows of text under a header that repeats. widths in mm; alignment per column: left, center, right. `strong`: the
    rows in bold, by their place (blocks, totals); `numbered`: (1)(2)(3) under the header; `framed`: row and column of a
    cell with a thick frame, which a black and white print keeps; `caption` stands above, with its number."""

    header: list[str]
    rows: list[list[str | Figure]]
    widths: list[float]
    alignment: list[str] = field(default_factory=list)
    size: float = 11
    strong: frozenset[int] = frozenset()
    numbered: bool = False
    framed: tuple[int, int] | None = None
    caption: str = ""
    number: int = 0  # 0 without a caption

    def align(self) -> list[str]:
        return self.alignment or ["left"] * len(self.header)

    def numbers(self) -> list[str]:
        return [f"({number})" for number in range(1, len(self.header) + 1)]


@dataclass(frozen=True)
class Picture:
    """A chart as its specification, or rows of dots; `description` is read aloud by screen readers. width in mm; `caption` stands below,
    with its number."""

    spec: dict | tuple[dots.Dot, ...]
    description: str
    width: float
    caption: str
    number: int  # 0 without a caption

    @cached_property
    def png(self) -> bytes:
        """Drawn once for all forms in which the paper is written, however many other charts are drawn meanwhile."""
        return render.png(self.spec) if isinstance(self.spec, dict) else dots.png(self.spec)


@dataclass(frozen=True)
class Annex:
    """A new page with its heading; page numbers start again."""

    number: str
    title: str
    document: str
    is_wide: bool


@dataclass(frozen=True)
class Ending:
    """Recipients on the left, who signs on the right, with room for the signature; no name."""

    recipients: tuple[str, ...]
    signer: tuple[str, ...]


@dataclass(frozen=True)
class Signatures:
    """Who signs, side by side, with room for the signature; no name."""

    signers: tuple[str, ...]


@dataclass(frozen=True)
class NewPage:
    """What follows starts on a page of its own, numbered from 1. `name`: in the list of contents of a PDF."""

    name: str


Part = Head | Title | Note | Heading | Paragraph | Table | Picture | Annex | Ending | Signatures | NewPage  # fmt: skip


class Paper:
    """A document that is written from top to bottom. `body`: size of the text in points; `left`, `right`: margins in mm."""

    def __init__(self, title: str, body: float = 14, left: float = 30, right: float = 15):
        self.name, self.body, self.left, self.right = title, body, left, right
        self.parts: list[Part] = []
        self.figures: dict[str, str] = {}  # identifier → text, in the order of the document
        self.letterhead: bytes | None = None  # the Word file whose head and styles it has
        self.of = ("", "", "")  # document, snapshot, parts: what `verify` needs to make it once more

    def head(self, head: Head) -> None:
        self.parts.append(head)

    def title(self, *lines: str, ruled: bool = False) -> None:
        self.parts.append(Title(lines, ruled))

    def note(self, text: str, size: float | None = None, align: str = "center") -> None:
        self.parts.append(Note(text, size or self.body - 2, align))

    def heading(self, text: str, level: int = 1) -> None:
        self.parts.append(Heading(text, level))

    def paragraph(self, *parts: str | Figure, bold: str = "", indent: bool = True, keep: bool = False) -> None:
        self._know(parts)
        self.parts.append(Paragraph(parts, bold, indent, keep))

    def bullets(self, items: list[str]) -> None:
        """`- ` lines, as official documents write them."""
        for item in items:
            self.paragraph(f"- {item}")

    def table(self, table: Table) -> None:
        """One with a caption is cited before it."""
        for row in table.rows:
            self._know(row)
        if not table.caption:
            self.parts.append(table)
            return
        number = self.tables + 1
        if not any(isinstance(part, Annex) for part in self.parts):  # an annex is cited whole
            self.paragraph(f"Số liệu được thể hiện ở Bảng {number}.", keep=True)
        self.parts.append(replace(table, number=number))

    @property
    def tables(self) -> int:
        """How many with a caption there are so far."""
        return sum(bool(part.caption) for part in self.parts if isinstance(part, Table))

    def picture(self, spec: dict | tuple[dots.Dot, ...], description: str, width: float, caption: str = "") -> None:
        """One with a caption is cited before it."""
        before = sum(bool(part.caption) for part in self.parts if isinstance(part, Picture))
        if caption and not self._cite_with_the_last(before + 1):
            self.paragraph(f"Số liệu được thể hiện ở Biểu đồ {before + 1}.", keep=True)
        self.parts.append(Picture(spec, description, width, caption, before + 1 if caption else 0))

    def _cite_with_the_last(self, number: int) -> bool:
        """Whether a picture right before it is cited, so that one sentence names both."""
        *_, cited, last = [None, None, *self.parts]
        if not isinstance(last, Picture) or not last.number or not isinstance(cited, Paragraph):
            return False
        said = f"Số liệu được thể hiện ở Biểu đồ {last.number} và Biểu đồ {number}."
        self.parts[-2] = replace(cited, parts=(said,))
        return True

    def annex(self, number: str, title: str, document: str, is_wide: bool = False) -> None:
        self.parts.append(Annex(number, title, document, is_wide))

    def ending(self, recipients: list[str], signer: list[str]) -> None:
        self.parts.append(Ending((*recipients,), (*signer,)))

    def signatures(self, *signers: str) -> None:
        self.parts.append(Signatures(signers))

    def draw(self) -> None:
        """Draws the pictures, which else are drawn when the paper is written: what takes long is done in steps."""
        for part in self.parts:
            if isinstance(part, Picture):
                part.png  # noqa: B018 (kept by the picture)

    def source(self, document: str, snapshot: str, parts: list[str]) -> None:
        """Which parts of which document of which snapshot this is."""
        self.of = (document, snapshot, " ".join(parts))

    def _know(self, parts) -> None:
        for part in parts:
            if isinstance(part, Figure) and self.figures.setdefault(part.key, part.text) != part.text:
                raise ValueError(f"two values for the figure {part.key}")


def together(title: str, papers: list[Paper]) -> Paper:
    """One paper of several sheets of the same form, each on a page of its own."""
    whole = Paper(title, papers[0].body, papers[0].left, papers[0].right)
    for paper in papers:
        whole.parts += [NewPage(paper.name), *paper.parts]
    return whole
