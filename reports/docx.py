"""A paper as DOCX, in the form of Nghị định 30/2020/NĐ-CP: A4, Times New Roman, national motto, page numbers in the top
margin, real headings and captions, header rows that repeat, pictures with a text for those who cannot see them.

The same content gives the same bytes: nothing here asks the clock.
"""

from __future__ import annotations

import io
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as DocxFile
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from reports import letterhead
from reports import paper as content
from reports.package import NO_CLOCK, NO_CONTROLS, steady
from reports.paper import Figure, Head, Paper, Table

FONT = "Times New Roman"
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "DỰ THẢO"
SIGNED = "(Ký, ghi rõ họ tên)"
FRAME = "<w:tcBorders>{}</w:tcBorders>".format(
    "".join(f'<w:{s} w:val="single" w:sz="18"/>' for s in ("top", "left", "bottom", "right"))
)
LANGUAGE = "vi-VN"
ANNEX_TITLE = "Annex Title"
AFTER_PAGE_NUMBERS = ("w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi", "w:rtlGutter", "w:docGrid")  # fmt: skip
SHORTER = ("phu_luc_", "+")  # in the names of parts: a property of a file holds 255 characters
ALIGNMENT = {"left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}


def written(paper: Paper) -> bytes:
    """The file."""
    return _Writer(paper).bytes()


@cache
def _blank(body: float) -> bytes:
    """A document with our styles and without what its template says of itself, made once for all sheets of a year."""
    document = Document()
    _dress(document, body)
    _forget_the_template(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _dress(document: DocxFile, body: float) -> None:
    for name in ("Normal", "Heading 1", "Heading 2", "Caption", "List Bullet", "Header"):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(body)
        style.font.color.rgb = None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(kind), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        if color := style.element.rPr.find(qn("w:color")):
            style.element.rPr.remove(color)
    for name in ("Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.bold, style.font.italic = True, False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(6), Pt(3)
        style.paragraph_format.keep_with_next = True
    annex = document.styles.add_style(ANNEX_TITLE, WD_STYLE_TYPE.PARAGRAPH)
    annex.base_style = document.styles["Normal"]
    level = OxmlElement("w:outlineLvl")  # beside the text, not under its last heading
    level.set(qn("w:val"), "0")
    annex.element.get_or_add_pPr().append(level)


def _forget_the_template(document: DocxFile) -> None:
    """Its picture, its program and its language are not those of the document."""
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype in (RT.THUMBNAIL, RT.EXTENDED_PROPERTIES)]:
        relations.pop(key)
    _speak_vietnamese(document)


def _speak_vietnamese(document: DocxFile) -> None:
    settings, styles = document.settings.element, document.styles.element
    for spoken in (*styles.iter(qn("w:lang")), *settings.iter(qn("w:themeFontLang"))):
        spoken.set(qn("w:val"), LANGUAGE)


class _Writer:
    """Writes the parts of a paper one after another, a method for each kind of part."""

    def __init__(self, paper: Paper):
        self.document = Document(io.BytesIO(_blank(paper.body)))
        self.body, self.figures = paper.body, {key: n for n, key in enumerate(paper.figures)}
        self.cell_styles: dict[float, str] = {}  # size → style of the text in tables
        self.letterhead = letterhead.read(paper.letterhead) if paper.letterhead else None
        if self.letterhead:
            self.letterhead.dress(self.document, self.body)
            _speak_vietnamese(self.document)
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(paper.left), Mm(paper.right)
        section.header_distance = Mm(10)
        section.different_first_page_header_footer = True
        self._page_number(section.header.paragraphs[0])
        self.width = 210 - paper.left - paper.right
        properties = self.document.core_properties
        properties.title, properties.author, properties.language = paper.name, "", LANGUAGE
        properties.comments = properties.last_modified_by = ""
        properties.created = properties.modified = NO_CLOCK
        properties.subject, properties.identifier, parts = paper.of
        properties.keywords = parts.replace(*SHORTER)
        properties.category = properties.identifier  # the old format of Word (.doc) keeps no identifier
        for part in paper.parts:
            WRITERS[type(part)](self, part)

    def _page_number(self, paragraph) -> None:
        paragraph.alignment = ALIGN.CENTER
        self._field(paragraph.add_run(), "PAGE")

    def _field(self, run, instruction: str, shown: str = "") -> None:
        """A field that Word computes; `shown` until it does."""
        for kind, text in (("begin", None), (None, instruction), ("separate", None), ("shown", shown), ("end", None)):  # fmt: skip
            if kind in ("separate", "shown") and not shown:
                continue
            name = "w:instrText" if kind is None else "w:t" if kind == "shown" else "w:fldChar"
            part = OxmlElement(name)
            if name == "w:fldChar":
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = text
            run._r.append(part)

    # ------------------------------------------------------------------ the parts

    def head(self, head: Head) -> None:
        """Issuing body and national motto side by side; below them number and place with date."""
        if self.letterhead and head.symbol is not None:
            for block in self.letterhead.filled(head, DRAFT):
                self.document.element.body.insert_element_before(block, "w:sectPr")
            return
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

    def title(self, title: content.Title) -> None:
        for number, line in enumerate(title.lines):
            self._line(
                None, line if number else line.upper(), 14, bold=True, space=0, before=0 if number else 6
            )  # fmt: skip
        if title.ruled:
            self._rule(None, self.width, 0.3)
        self.document.paragraphs[-1].paragraph_format.space_after = Pt(4)

    def note(self, note: content.Note) -> None:
        self._line(None, note.text, note.size, italic=True, align=note.align)

    def heading(self, heading: content.Heading) -> None:
        # by the id of its style: looking for the name of the style took a tenth of a sheet
        self.document.add_paragraph(heading.text)._p.style = f"Heading{heading.level}"

    def paragraph(self, part: content.Paragraph) -> None:
        paragraph = self.document.add_paragraph()
        if part.bold:
            paragraph.add_run(part.bold).bold = True
        for piece in part.parts:
            if isinstance(piece, Figure):
                paragraph._p.extend(_parsed(self._figure(piece)))
            else:
                paragraph.add_run(piece)
        form = paragraph.paragraph_format
        paragraph.alignment = ALIGN.JUSTIFY
        form.first_line_indent = Mm(12.7) if part.indent else None
        form.space_before, form.space_after = Pt(0), Pt(6 if self.body > 12 else 3)
        form.line_spacing, form.keep_with_next = 1.0, part.keep

    def table(self, table: Table) -> None:
        if table.caption:
            self._caption("Bảng", table.number, table.caption).paragraph_format.keep_with_next = True
        made = self.document.add_table(rows=0, cols=len(table.header))
        made._tbl.tblStyle_val = "TableGrid"
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(made.columns, table.widths, strict=True):
            column.width = Mm(width)  # LibreOffice reads the width of a column, Word that of a cell
        middle = ["center"] * len(table.header)
        style = self._cell_style(table.size)
        rows = [self._row(table, style, table.header, middle, is_bold=True, repeats=True)]
        if table.numbered:
            rows.append(self._row(table, style, table.numbers(), middle, repeats=True))
        rows += [
            self._row(
                table, style, row, table.align(), is_bold=number in table.strong,
                framed=table.framed[1] if table.framed and table.framed[0] == number else None,
            )
            for number, row in enumerate(table.rows)
        ]  # fmt: skip
        made._tbl.extend(_parsed("".join(rows)))
        self._space(3)

    def picture(self, picture: content.Picture) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = ALIGN.CENTER
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.keep_with_next = bool(picture.caption)
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Mm(picture.width))
        shape._inline.docPr.set("descr", picture.description)
        if picture.caption:
            self._caption("Biểu đồ", picture.number, picture.caption).paragraph_format.space_after = Pt(6)

    def _caption(self, name: str, number: int, said: str):
        """`Biểu đồ 1. …`, whose number Word counts anew when one is taken out."""
        caption = self.document.add_paragraph(style="Caption")
        caption.alignment = ALIGN.CENTER
        caption.paragraph_format.space_after = Pt(2)
        caption.add_run(f"{name} ")
        self._field(caption.add_run(), f"SEQ {name.replace(' ', '_')} \\* ARABIC", str(number))
        caption.add_run(f". {said}")
        return caption

    def annex(self, annex: content.Annex) -> None:
        section = self.document.add_section()
        if annex.is_wide != (section.orientation == WD_ORIENT.LANDSCAPE):
            section.orientation = WD_ORIENT.LANDSCAPE if annex.is_wide else WD_ORIENT.PORTRAIT
            section.page_width, section.page_height = section.page_height, section.page_width
        self._shrink(self.document.paragraphs[-1])  # it holds the break, and must not need a page of its own
        if section._sectPr.find(qn("w:pgNumType")) is None:  # a section begins as a copy of the one before
            start = OxmlElement("w:pgNumType")
            start.set(qn("w:start"), "1")
            section._sectPr.insert_element_before(start, *AFTER_PAGE_NUMBERS)
        self._line(
            None, f"Phụ lục {annex.number}".strip(), 14, bold=True, space=0
        ).paragraph_format.keep_with_next = True
        self._line(None, annex.title.upper(), 14, bold=True, space=0).style = ANNEX_TITLE
        self._line(None, f"(Kèm theo {annex.document})", 13, italic=True)

    def ending(self, ending: content.Ending) -> None:
        cells = self._columns([self.width * 0.5, self.width * 0.5], is_whole=True)
        self._line(cells[0], "Nơi nhận:", 12, bold=True, italic=True, align="left", space=0)
        for index, name in enumerate(ending.recipients):
            end = "." if index == len(ending.recipients) - 1 else ";"
            self._line(cells[0], f"- {name}{end}", 11, align="left", space=0)
        for line in ending.signer:
            self._line(cells[1], line.upper(), 14, bold=True, space=0)
        for _ in range(4):
            self._line(cells[1], "", 14, space=0)
        self._space(2)

    def signatures(self, part: content.Signatures) -> None:
        cells = self._columns([self.width / len(part.signers)] * len(part.signers), is_whole=True)
        for cell, signer in zip(cells, part.signers, strict=True):
            self._line(cell, signer, self.body + 1, bold=True, space=0)
            self._line(cell, SIGNED, self.body - 1, italic=True, space=45)

    def new_page(self, _part: content.NewPage) -> None:
        if len(self.document.element.body) > 1:  # it begins with its section
            self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def bytes(self) -> bytes:
        written = io.BytesIO()
        self.document.save(written)
        return steady(written.getvalue())

    # ------------------------------------------------------------------ how they are made

    def _figure(self, figure: Figure, form: str = "") -> str:
        """The content control of a figure; `form`: its run's properties."""
        return (
            f'<w:sdt><w:sdtPr><w:tag w:val={quoteattr(figure.key)}/><w:id w:val="{self.figures[figure.key] + 1}"/><w:text/></w:sdtPr>'
            f"<w:sdtContent>{_run(figure.text, form)}</w:sdtContent></w:sdt>"
        )

    def _columns(self, widths: list[float], is_whole: bool = False) -> list:
        """The cells of a row without lines; is_whole: on one page."""
        made = self.document.add_table(rows=1, cols=len(widths))
        made.autofit = False
        if is_whole:
            made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        self._widths(made, widths)
        return made.rows[0].cells

    def _widths(self, made, widths: list[float]) -> None:
        """Word reads the width of a cell, LibreOffice that of a column: both are said."""
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)

    def _line(self, cell, text: str, size: float, bold=False, italic=False, align="center", space=4.0, before=0.0):
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
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)
        if not text:
            self._mark(paragraph, size)
        return paragraph

    def _mark(self, paragraph, size: float) -> None:
        """An empty line is as high as its mark."""
        mark = OxmlElement("w:rPr")
        mark.append(OxmlElement("w:sz"))
        mark[0].set(qn("w:val"), str(int(size * 2)))
        paragraph._p.get_or_add_pPr().insert_element_before(mark, "w:sectPr", "w:pPrChange")

    def _shrink(self, paragraph) -> None:
        """The smallest line that there is."""
        form = paragraph.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(0), Pt(1)
        self._mark(paragraph, 1)

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

    def _row(
        self, table: Table, style: str, cells: list[str | Figure], alignment: list[str], *, is_bold=False, repeats=False,
        framed: int | None = None,
    ) -> str:  # fmt: skip
        """A row as XML: thousands of cells through the objects of the library take seconds. `repeats`: on every page
        that the table goes on; `framed`: the column of a cell with a thick frame."""
        made = [f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if repeats else ''}</w:trPr>"]
        for place, (cell, width, align) in enumerate(zip(cells, table.widths, alignment, strict=True)):
            form = "<w:rPr><w:b/></w:rPr>" if is_bold or place == framed else ""
            text = self._figure(cell, form) if isinstance(cell, Figure) else _run(cell, form)
            frame = FRAME if place == framed else ""
            made.append(
                f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{Mm(width).twips}"/>{frame}</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>'
                f'<w:jc w:val="{align}"/></w:pPr>{text}</w:p></w:tc>'
            )
        return "".join((*made, "</w:tr>"))

    def _cell_style(self, size: float) -> str:
        """The style of the text in tables of that size. LibreOffice forgets the size of a run in a content control, and
        keeps that of the paragraph."""
        if size not in self.cell_styles:
            name = f"Table Text {size:g}"
            if name not in self.document.styles:  # a letterhead made of one of our papers brings it
                style = self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
                style.base_style, style.font.size = self.document.styles["Normal"], Pt(size)
                form = style.paragraph_format
                form.space_before = form.space_after = Pt(0)
                form.line_spacing = 1.0
            self.cell_styles[size] = self.document.styles[name].style_id
        return self.cell_styles[size]

    def _space(self, points: float) -> None:
        self._line(None, "", 2, space=points - 2)


def _run(text: str, form: str) -> str:
    text = escape(text.translate(NO_CONTROLS))
    return f'<w:r>{form}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _parsed(xml: str) -> list:
    """Elements of the text of a document."""
    return list(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>"))


WRITERS = {
    Head: _Writer.head,
    content.Title: _Writer.title,
    content.Note: _Writer.note,
    content.Heading: _Writer.heading,
    content.Paragraph: _Writer.paragraph,
    Table: _Writer.table,
    content.Picture: _Writer.picture,
    content.Annex: _Writer.annex,
    content.Ending: _Writer.ending,
    content.Signatures: _Writer.signatures,
    content.NewPage: _Writer.new_page,
}


def blank_letterhead() -> bytes:
    """The head of the program as a Word file to start from, with the places that it fills."""
    paper = Paper("Mẫu đầu văn bản")
    paper.head(Head("{{CO_QUAN_TREN}}", "{{CO_QUAN}}", "{{DIA_DANH}}", 0, "{{KY_HIEU}}"))
    paper.note(letterhead.CONTENT, align="left")
    paper.heading("I. Đề mục cấp 1: phông chữ, đậm, nghiêng lấy theo kiểu Heading 1")
    paper.heading("1. Đề mục cấp 2: theo kiểu Heading 2", 2)
    paper.paragraph("Đoạn văn: phông chữ và cỡ chữ (13 hoặc 14) theo kiểu Normal; tên bảng, biểu đồ theo kiểu Caption. Từ dòng NOI_DUNG trở xuống không vào báo cáo.")  # fmt: skip
    document = Document(io.BytesIO(written(paper)))
    for text in document.element.body.iter(qn("w:t")):
        said = (text.text or "").replace("năm 0", "năm {{NAM}}")
        text.text = "{{DU_THAO}}" if said == DRAFT else said
    made = io.BytesIO()
    document.save(made)
    return steady(made.getvalue())
