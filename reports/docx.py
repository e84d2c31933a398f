"""Paper of the office as DOCX, in the form of Nghị định 30/2020/NĐ-CP: A4, Times New Roman, national motto, page numbers
in the top margin, real headings, header rows that repeat, pictures with a text for those who cannot see them.

The same content gives the same bytes: nothing here asks the clock.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass, field

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

FONT = "Times New Roman"
NO_CLOCK = dt.datetime(2000, 1, 1)
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "DỰ THẢO"
BOOKMARK = "so_lieu_"  # and the place of the figure in Paper.figures
ALIGNMENT = {"left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}


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
class Table:
    """Rows of text under a header that repeats. widths in mm; alignment per column: left, center, right."""

    header: list[str]
    rows: list[list[str | Figure]]
    widths: list[float]
    alignment: list[str] = field(default_factory=list)
    size: float = 11


@dataclass(frozen=True)
class Figure:
    """A number with an identifier: it stands in a content control, so that it can be found again in an edited copy."""

    key: str
    text: str


class Paper:
    """A document that is written from top to bottom; `bytes()` ends it. `body`: size of the text in points."""

    def __init__(self, title: str, body: float = 14, left: float = 30, right: float = 15):
        self.document = Document()
        self.body = body
        self.figures: dict[str, str] = {}
        self._styles()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.header_distance = Mm(10)
        section.different_first_page_header_footer = True
        self._page_number(section.header.paragraphs[0])
        self.width = 210 - left - right
        properties = self.document.core_properties
        properties.title, properties.author, properties.language = title, "", "vi-VN"
        properties.created = properties.modified = NO_CLOCK

    def _styles(self) -> None:
        for name in ("Normal", "Heading 1", "Heading 2", "Caption", "List Bullet", "Header"):
            style = self.document.styles[name]
            style.font.name, style.font.size = FONT, Pt(self.body)
            style.font.color.rgb = None
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
                fonts.set(qn(kind), FONT)
            for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(theme), None)
            if color := style.element.rPr.find(qn("w:color")):
                style.element.rPr.remove(color)
        for name in ("Heading 1", "Heading 2"):
            style = self.document.styles[name]
            style.font.bold, style.font.italic = True, False
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(6), Pt(3)
            style.paragraph_format.keep_with_next = True

    def _page_number(self, paragraph) -> None:
        paragraph.alignment = ALIGN.CENTER
        run = paragraph.add_run()
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = text
            run._r.append(part)

    # ------------------------------------------------------------------ the parts

    def head(self, head: Head) -> None:
        """Issuing body and national motto side by side; below them number and place with date."""
        cells = self._columns([self.width * 0.4, self.width * 0.6])
        if head.above:
            self._line(cells[0], head.above.upper(), 12, space=0)
        self._line(cells[0], head.issuer.upper(), 12, bold=True, space=0)
        self._rule(cells[0], self.width * 0.4, 0.4)
        self._line(cells[1], COUNTRY, 12, bold=True, space=0)
        self._line(cells[1], MOTTO, 13, bold=True, space=0)
        self._rule(cells[1], self.width * 0.6, 0.52)
        if head.symbol is not None:
            self._line(cells[0], f"Số:         /{head.symbol}", 13, space=0)
            self._line(
                cells[1], f"{head.place}, ngày      tháng      năm {head.year}", 13, italic=True, space=0
            )  # fmt: skip
        if head.subject:
            self._line(cells[0], f"V/v {head.subject}", 12, space=0)
        if head.is_draft:
            self._line(cells[0], DRAFT, 12, bold=True, space=0)

    def title(self, *lines: str) -> None:
        """The name of the document, bold and centred; the first line in capitals."""
        for number, line in enumerate(lines):
            self._line(
                None, line if number else line.upper(), 14, bold=True, space=0, before=0 if number else 6
            )  # fmt: skip
        self.document.paragraphs[-1].paragraph_format.space_after = Pt(4)

    def note(self, text: str, size: float | None = None, align: str = "center") -> None:
        """An italic line."""
        self._line(None, text, size or self.body - 2, italic=True, align=align)

    def heading(self, text: str, level: int = 1) -> None:
        self.document.add_heading(text, level)

    def paragraph(
        self, *parts: str | Figure, bold: str = "", indent: bool = True, keep: bool = False
    ) -> None:
        """Justified text; `bold` comes first in bold."""
        paragraph = self.document.add_paragraph()
        if bold:
            paragraph.add_run(bold).bold = True
        for part in parts:
            if isinstance(part, Figure):
                self._figure(paragraph, part)
            else:
                paragraph.add_run(part)
        form = paragraph.paragraph_format
        paragraph.alignment = ALIGN.JUSTIFY
        form.first_line_indent = Mm(12.7) if indent else None
        form.space_before, form.space_after = Pt(0), Pt(6 if self.body > 12 else 3)
        form.line_spacing, form.keep_with_next = 1.0, keep

    def bullets(self, items: list[str]) -> None:
        """`- ` lines, as official documents write them."""
        for item in items:
            self.paragraph(f"- {item}")

    def table(self, table: Table) -> None:
        made = self.document.add_table(rows=1, cols=len(table.header))
        made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        self._widths(made, table.widths)
        self._row(made.rows[0], table.header, table, ["center"] * len(table.header), bold=True)
        repeat = OxmlElement("w:tblHeader")
        repeat.set(qn("w:val"), "true")
        made.rows[0]._tr.get_or_add_trPr().append(repeat)
        for row in table.rows:
            self._row(made.add_row(), row, table, table.alignment or ["left"] * len(row))
        self._space(3)

    def picture(self, png: bytes, description: str, width: float) -> None:
        """A chart; `description` is read aloud by screen readers. width in mm."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = ALIGN.CENTER
        paragraph.paragraph_format.space_after = Pt(2)
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(width))
        shape._inline.docPr.set("descr", description)

    def annex(self, number: str, title: str, document: str) -> None:
        """A new page with its heading; page numbers start again."""
        section = self.document.add_section()
        start = OxmlElement("w:pgNumType")
        start.set(qn("w:start"), "1")
        section._sectPr.append(start)
        self._line(None, f"Phụ lục {number}".strip(), 14, bold=True, space=0)
        self._line(None, title.upper(), 14, bold=True, space=0)
        self._line(None, f"(Kèm theo {document})", 13, italic=True)

    def ending(self, recipients: list[str], signer: list[str]) -> None:
        """Recipients on the left, who signs on the right, with room for the signature; no name."""
        cells = self._columns([self.width * 0.5, self.width * 0.5])
        self._line(cells[0], "Nơi nhận:", 12, bold=True, italic=True, align="left", space=0)
        for index, name in enumerate(recipients):
            end = "." if index == len(recipients) - 1 else ";"
            self._line(cells[0], f"- {name}{end}", 11, align="left", space=0)
        for line in signer:
            self._line(cells[1], line.upper(), 14, bold=True, space=0)
        for _ in range(4):
            self._line(cells[1], "", 14, space=0)

    def source(self, document: str, snapshot: str, parts: list[str]) -> None:
        """Which parts of which document of which snapshot this is: what `verify` needs to make it once more."""
        properties = self.document.core_properties
        properties.subject, properties.identifier = document, snapshot
        properties.keywords = " ".join(parts)

    def bytes(self) -> bytes:
        written, steady = io.BytesIO(), io.BytesIO()
        self.document.save(written)
        with (
            zipfile.ZipFile(written) as made,
            zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as same,
        ):
            for name in made.namelist():
                same.writestr(
                    zipfile.ZipInfo(name, NO_CLOCK.timetuple()[:6]),
                    made.read(name),
                    zipfile.ZIP_DEFLATED,
                )
        return steady.getvalue()

    # ------------------------------------------------------------------ how they are made

    def _figure(self, paragraph, figure: Figure, size: float | None = None) -> None:
        is_first = figure.key not in self.figures
        if self.figures.setdefault(figure.key, figure.text) != figure.text:
            raise ValueError(f"two values for the figure {figure.key}")
        run = paragraph.add_run(figure.text)
        if size:
            run.font.size = Pt(size)
        control, properties, content = (
            OxmlElement(f"w:{n}") for n in ("sdt", "sdtPr", "sdtContent")
        )
        for name, value in (("tag", figure.key), ("id", str(len(self.figures))), ("text", None)):
            part = OxmlElement(f"w:{name}")
            if value:
                part.set(qn("w:val"), value)
            properties.append(part)
        control.extend([properties, content])
        run._r.addprevious(control)
        content.append(run._r)
        if is_first:  # a bookmark around it: LibreOffice forgets tags, and keeps these
            number = len(self.figures) - 1
            for name, put in (
                ("bookmarkStart", control.addprevious),
                ("bookmarkEnd", control.addnext),
            ):
                mark = OxmlElement(f"w:{name}")
                mark.set(qn("w:id"), str(number))
                if name == "bookmarkStart":
                    mark.set(qn("w:name"), f"{BOOKMARK}{number}")
                put(mark)

    def _columns(self, widths: list[float]) -> list:
        made = self.document.add_table(rows=1, cols=len(widths))
        made.autofit = False
        self._widths(made, widths)
        return made.rows[0].cells

    def _widths(self, made, widths: list[float]) -> None:
        """Word reads the width of a cell, LibreOffice that of a column: both are said."""
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)

    def _line(
        self,
        cell,
        text: str | Figure,
        size: float,
        bold=False,
        italic=False,
        align="center",
        space=4.0,
        before=0.0,
    ):
        """A line of its own, in a cell or in the text; the empty first paragraph of a cell is used up."""
        if cell is None:
            paragraph = self.document.add_paragraph()
        else:
            first = cell.paragraphs[0]
            is_new = len(cell.paragraphs) == 1 and not first.runs and first._p.pPr is None
            paragraph = first if is_new else cell.add_paragraph()
        paragraph.alignment = ALIGNMENT[align]
        form = paragraph.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(space), 1.0
        if isinstance(text, Figure):
            self._figure(paragraph, text, size)
            return paragraph
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)
        if not text:  # an empty line is as high as its mark
            mark = OxmlElement("w:rPr")
            mark.append(OxmlElement("w:sz"))
            mark[0].set(qn("w:val"), str(int(size * 2)))
            paragraph._p.get_or_add_pPr().append(mark)
        return paragraph

    def _rule(self, cell, width: float, share: float) -> None:
        """A drawn line of a share of the width, centred under the words before it."""
        paragraph = self._line(cell, "", 3, space=2)
        side = Mm(width * (1 - share) / 2 - 2)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
        borders = OxmlElement("w:pBdr")
        top = OxmlElement("w:top")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
            top.set(qn(f"w:{name}"), value)
        borders.append(top)
        paragraph._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def _row(self, row, texts: list[str], table: Table, alignment: list[str], bold=False) -> None:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
        # row.cells counts the columns anew for every cell: seconds in a long annex
        cells = [_Cell(tc, row.table) for tc in row._tr.tc_lst]
        for cell, text, width, align in zip(cells, texts, table.widths, alignment, strict=True):
            cell.width = Mm(width)
            self._line(cell, text, table.size, bold=bold, align=align, space=0)

    def _space(self, points: float) -> None:
        self._line(None, "", 2, space=points - 2)
