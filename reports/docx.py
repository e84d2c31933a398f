"""A paper as DOCX, in the form of Nghị định 30/2020/NĐ-CP: A4, Times New Roman, national motto, page numbers in the top
margin, real headings and captions, header rows that repeat, pictures with a text for those who cannot see them.

The same content gives the same bytes: nothing here asks the clock.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache, lru_cache
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as DocxFile
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from reports import letterhead, package
from reports import paper as content
from reports.package import NO_CLOCK, NO_CONTROLS
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
CELLS = "Table Text {size:g}"  # the style of the text in tables
OFF = ' w:val="0"'
LOOK = '<w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1" w:val="04A0"/>'
BREAKS, BREAK = re.compile(r"([\t\n\r])"), {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>"}
Form = tuple[float, float, float, tuple[float, ...]]
"""Of which papers are alike: size of the text, margins, sizes of the text in tables."""

TYPES = "[Content_Types].xml"
STYLES = ("word/styles.xml", "word/stylesWithEffects.xml")  # of 890 kB of a document 790
NO_STYLES = f"<w:styles {nsdecls('w')}/>".encode()


def written(paper: Paper) -> bytes:
    """The file."""
    return _Writer(paper).bytes()


@cache
def _blank(body: float, left: float, right: float, sizes: tuple[float, ...]) -> bytes:
    """A document with our styles, those of tables in these sizes, our page, and without what its template says of itself: made
    once for all sheets of a year."""
    document = Document()
    _dress(document, body)
    _forget_the_template(document)
    for size in sizes:
        _add_cell_style(document, size)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    number._p.extend(_parsed(_field("PAGE")))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@cache
def _light(form: Form) -> bytes:
    """The same without what makes most of it, which no paper changes: its styles are neither read nor packed for each."""
    with zipfile.ZipFile(io.BytesIO(_blank(*form))) as whole:
        return package.zipped(
            ((name, NO_STYLES if name in STYLES else whole.read(name)) for name in whole.namelist()), zipfile.ZIP_DEFLATED
        )  # fmt: skip


@lru_cache(maxsize=64)
def _begun(form: Form, types: bytes) -> bytes:
    """A file that has the list of its parts, and the styles."""
    with zipfile.ZipFile(io.BytesIO(_blank(*form))) as whole:
        return package.zipped(
            [(TYPES, types), *((name, whole.read(name)) for name in STYLES)], zipfile.ZIP_DEFLATED
        )  # fmt: skip


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


def _add_cell_style(document: DocxFile, size: float) -> None:
    """The style of the text in tables of that size. LibreOffice forgets the size of a run in a content control, and keeps
    that of the paragraph."""
    name = CELLS.format(size=size)
    if name in document.styles:  # a letterhead made of one of our papers brings it
        return
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.font.size = document.styles["Normal"], Pt(size)
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = 1.0


class _Writer:
    """Writes the parts of a paper one after another, a method for each kind of part. What is many times in a paper is written
    as XML: through the objects of the library, which look for the place of each property, it takes several times as long."""

    def __init__(self, paper: Paper):
        sizes = tuple(dict.fromkeys(part.size for part in paper.parts if isinstance(part, Table)))
        self.letterhead = letterhead.read(paper.letterhead) if paper.letterhead else None
        self.form = None if self.letterhead else (paper.body, paper.left, paper.right, sizes)
        if self.form:
            self.document = Document(io.BytesIO(_light(self.form)))
        else:  # styles of its own
            self.document = Document(io.BytesIO(_blank(paper.body, paper.left, paper.right, ())))
            self.letterhead.dress(self.document, paper.body)
            _speak_vietnamese(self.document)
            for size in sizes:
                _add_cell_style(self.document, size)
        self.body, self.figures = paper.body, {key: n for n, key in enumerate(paper.figures)}
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

    # ------------------------------------------------------------------ the parts

    def head(self, head: Head) -> None:
        """Issuing body and national motto side by side; below them number and place with date."""
        if self.letterhead and head.symbol is not None:
            self._add(self.letterhead.filled(head, DRAFT))
            return
        left, right = self.width * 0.4, self.width * 0.6
        ours = [_line(head.above.upper(), 12, space=0)] if head.above else []
        ours += [_line(head.issuer.upper(), 12, bold=True, space=0), _rule(left, 0.4)]
        state = [_line(COUNTRY, 12, bold=True, space=0), _line(MOTTO, 13, bold=True, space=0), _rule(right, 0.52)]
        if head.symbol is not None:
            ours.append(_line(f"Số:         /{head.symbol}", 13, space=0))
            state.append(_line(f"{head.place}, ngày      tháng      năm {head.year}", 13, italic=True, space=0))
        if head.subject:
            ours.append(_line(f"V/v {head.subject}", 12, space=0))
        if head.is_draft:
            ours.append(_line(DRAFT, 12, bold=True, space=0))
        self._columns([left, right], [ours, state])

    def title(self, title: content.Title) -> None:
        last = len(title.lines) - 1
        for number, line in enumerate(title.lines):
            self._write(
                _line(
                    line if number else line.upper(), 14, bold=True, before=0 if number else 6,
                    space=4 if number == last and not title.ruled else 0,
                )
            )  # fmt: skip
        if title.ruled:
            self._write(_rule(self.width, 0.3, space=4))

    def note(self, note: content.Note) -> None:
        self._write(_line(note.text, note.size, italic=True, align=note.align))

    def heading(self, heading: content.Heading) -> None:
        self._write(_paragraph(_styled(f"Heading{heading.level}"), _run(heading.text)))

    def paragraph(self, part: content.Paragraph) -> None:
        runs = [_run(part.bold, "<w:rPr><w:b/></w:rPr>")] if part.bold else []
        runs += [self._figure(piece) if isinstance(piece, Figure) else _run(piece) for piece in part.parts]
        keep = f"<w:keepNext{'' if part.keep else OFF}/>"
        indent = f'<w:ind w:firstLine="{Mm(12.7).twips}"/>' if part.indent else ""
        spacing = _spacing(0, 6 if self.body > 12 else 3)
        self._write(_paragraph(f'{keep}{spacing}{indent}<w:jc w:val="both"/>', *runs))

    def table(self, table: Table) -> None:
        if table.caption:
            self._write(_caption("Bảng", table.number, table.caption, keep=True))
        middle = ["center"] * len(table.header)
        rows = [self._row(table, table.header, middle, is_bold=True, repeats=True)]
        if table.numbered:
            rows.append(self._row(table, table.numbers(), middle, repeats=True))
        rows += [
            self._row(
                table, row, table.align(), is_bold=number in table.strong,
                framed=table.framed[1] if table.framed and table.framed[0] == number else None,
            )
            for number, row in enumerate(table.rows)
        ]  # fmt: skip
        self._write(_table(table.widths, rows, '<w:tblStyle w:val="TableGrid"/>', '<w:jc w:val="center"/>'))
        self._space(3)

    def picture(self, picture: content.Picture) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = ALIGN.CENTER
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.keep_with_next = bool(picture.caption)
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Mm(picture.width))
        shape._inline.docPr.set("descr", picture.description)
        if picture.caption:
            self._write(_caption("Biểu đồ", picture.number, picture.caption, space=6))

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
        self._write(_line(f"Phụ lục {annex.number}".strip(), 14, bold=True, space=0, more="<w:keepNext/>"))
        self._write(_line(annex.title.upper(), 14, bold=True, space=0, more=_styled(ANNEX_TITLE.replace(" ", ""))))
        self._write(_line(f"(Kèm theo {annex.document})", 13, italic=True))

    def ending(self, ending: content.Ending) -> None:
        recipients = [_line("Nơi nhận:", 12, bold=True, italic=True, align="left", space=0)]
        for index, name in enumerate(ending.recipients):
            end = "." if index == len(ending.recipients) - 1 else ";"
            recipients.append(_line(f"- {name}{end}", 11, align="left", space=0))
        signer = [_line(line.upper(), 14, bold=True, space=0) for line in ending.signer]
        signer += [_line("", 14, space=0)] * 4
        self._columns([self.width * 0.5, self.width * 0.5], [recipients, signer], is_whole=True)
        self._space(2)

    def signatures(self, part: content.Signatures) -> None:
        cells = [
            [_line(signer, self.body + 1, bold=True, space=0), _line(SIGNED, self.body - 1, italic=True, space=45)]
            for signer in part.signers
        ]
        self._columns([self.width / len(cells)] * len(cells), cells, is_whole=True)

    def new_page(self, _part: content.NewPage) -> None:
        if len(self.document.element.body) > 1:  # it begins with its section
            self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def bytes(self) -> bytes:
        written = io.BytesIO()
        self.document.save(written)
        if not self.form:
            return package.steady(written.getvalue())
        with zipfile.ZipFile(written) as light:
            whole = io.BytesIO(_begun(self.form, light.read(TYPES)))
            package.append(
                whole, ((name, light.read(name)) for name in light.namelist() if name not in (TYPES, *STYLES))
            )
        return whole.getvalue()

    # ------------------------------------------------------------------ how they are made

    def _write(self, xml: str) -> None:
        self._add(_parsed(xml))

    def _add(self, blocks: list) -> None:
        end = self.document.element.body[-1]  # the form of the last section
        for block in blocks:
            end.addprevious(block)

    def _figure(self, figure: Figure, form: str = "") -> str:
        """The content control of a figure; `form`: its run's properties."""
        return (
            f'<w:sdt><w:sdtPr><w:tag w:val={quoteattr(figure.key)}/><w:id w:val="{self.figures[figure.key] + 1}"/><w:text/></w:sdtPr>'
            f"<w:sdtContent>{_cell_run(figure.text, form)}</w:sdtContent></w:sdt>"
        )

    def _columns(self, widths: list[float], cells: list[list[str]], is_whole: bool = False) -> None:
        """Lines side by side in a row without lines around it; is_whole: on one page."""
        made = "".join(
            f"<w:tc>{_width(width)}{''.join(lines) or '<w:p/>'}</w:tc>"
            for width, lines in zip(widths, cells, strict=True)
        )
        whole = "<w:trPr><w:cantSplit/></w:trPr>" if is_whole else ""
        self._write(_table(widths, [f"<w:tr>{whole}{made}</w:tr>"]))

    def _shrink(self, paragraph) -> None:
        """The smallest line that there is."""
        form = paragraph.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(0), Pt(1)
        mark = OxmlElement("w:rPr")
        mark.append(OxmlElement("w:sz"))
        mark[0].set(qn("w:val"), "2")
        paragraph._p.get_or_add_pPr().insert_element_before(mark, "w:sectPr", "w:pPrChange")

    def _row(
        self, table: Table, cells: list[str | Figure], alignment: list[str], *, is_bold=False, repeats=False,
        framed: int | None = None,
    ) -> str:  # fmt: skip
        """`repeats`: on every page that the table goes on; `framed`: the column of a cell with a thick frame."""
        style = _styled(CELLS.format(size=table.size).replace(" ", ""))
        made = [f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if repeats else ''}</w:trPr>"]
        for place, (cell, width, align) in enumerate(zip(cells, table.widths, alignment, strict=True)):
            form = "<w:rPr><w:b/></w:rPr>" if is_bold or place == framed else ""
            text = self._figure(cell, form) if isinstance(cell, Figure) else _cell_run(cell, form)
            frame = FRAME if place == framed else ""
            made.append(f'<w:tc>{_width(width, frame)}{_paragraph(f"""{style}<w:jc w:val="{align}"/>""", text)}</w:tc>')
        return "".join((*made, "</w:tr>"))

    def _space(self, points: float) -> None:
        self._write(_line("", 2, space=points - 2))


def _parsed(xml: str) -> list:
    """Elements of the text of a document."""
    return list(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>"))


def _paragraph(form: str, *runs: str) -> str:
    return f"<w:p><w:pPr>{form}</w:pPr>{''.join(runs)}</w:p>"


def _run(text: str, form: str = "") -> str:
    """A tab and a new line are elements of their own."""
    said = []
    for piece in BREAKS.split(text.translate(NO_CONTROLS)):
        kept = ' xml:space="preserve"' if piece != piece.strip() else ""
        said.append(BREAK.get(piece) or (piece and f"<w:t{kept}>{escape(piece)}</w:t>"))
    return f"<w:r>{form}{''.join(said)}</w:r>"


def _cell_run(text: str, form: str) -> str:
    text = escape(text.translate(NO_CONTROLS))
    return f'<w:r>{form}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _field(instruction: str, shown: str = "") -> str:
    """A field that Word computes; `shown` until it does."""
    known = f'<w:fldChar w:fldCharType="separate"/><w:t>{shown}</w:t>' if shown else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>{instruction}</w:instrText>{known}'
        '<w:fldChar w:fldCharType="end"/></w:r>'
    )


def _caption(name: str, number: int, said: str, space: float = 2, keep: bool = False) -> str:
    """`Biểu đồ 1. …`, whose number Word counts anew when one is taken out."""
    form = f'{_styled("Caption")}{"<w:keepNext/>" if keep else ""}<w:spacing w:after="{Pt(space).twips}"/><w:jc w:val="center"/>'
    field = _field(f"SEQ {name.replace(' ', '_')} \\* ARABIC", str(number))
    return _paragraph(form, _run(f"{name} "), field, _run(f". {said}"))


def _styled(style: str) -> str:
    """By its id: looking for the name of the style took a tenth of a sheet."""
    return f'<w:pStyle w:val="{style}"/>'


def _spacing(before: float, after: float) -> str:
    return f'<w:spacing w:before="{Pt(before).twips}" w:after="{Pt(after).twips}" w:line="240" w:lineRule="auto"/>'


def _line(
    text: str, size: float, *, bold=False, italic=False, align="center", space=4.0, before=0.0, more="", indent=""
) -> str:  # fmt: skip
    """A line of its own. An empty one is as high as its mark. more: what stands first in its form."""
    high = f'<w:sz w:val="{int(size * 2)}"/>'
    mark = "" if text else f"<w:rPr>{high}</w:rPr>"
    run = f"<w:rPr><w:b{'' if bold else OFF}/><w:i{'' if italic else OFF}/>{high}</w:rPr>"
    form = f'{more}{_spacing(before, space)}{indent}<w:jc w:val="{align}"/>{mark}'
    return _paragraph(form, _run(text, run))


def _rule(width: float, share: float, space: float = 2) -> str:
    """A drawn line of a share of the width, centred under the words before it."""
    side = Mm(width * (1 - share) / 2 - 2).twips
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
    return _line("", 3, space=space, more=border, indent=f'<w:ind w:left="{side}" w:right="{side}"/>')


def _width(width: float, more: str = "") -> str:
    return f'<w:tcPr><w:tcW w:type="dxa" w:w="{Mm(width).twips}"/>{more}</w:tcPr>'


def _table(widths: list[float], rows: list[str], style: str = "", align: str = "") -> str:
    """LibreOffice reads the width of a column, Word that of a cell: both are said."""
    columns = "".join(f'<w:gridCol w:w="{Mm(width).twips}"/>' for width in widths)
    form = f'{style}<w:tblW w:type="auto" w:w="0"/>{align}<w:tblLayout w:type="fixed"/>{LOOK}'
    return f"<w:tbl><w:tblPr>{form}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


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
    return package.steady(made.getvalue())
