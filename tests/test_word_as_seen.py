"""What is stored in a Word file and what is seen of it: whoever hides a figure, or shows another in its place, is found out."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap, qn
from lxml import etree
from PIL import Image, ImageDraw

from reports import aside, lines, looks, seen

MORE = {
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "zz": "urn:nobody",
}
SPACES = " ".join(f'xmlns:{name}="{address}"' for name, address in (nsmap | MORE).items())
SAID, ROW = ["Tỷ lệ đạt 74,7% điểm tối đa."], "Phường Hà Tu | 74,7%"
STORE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def xml(text: str):
    name = text[1:].split(maxsplit=1)[0].rstrip("/>").split(">")[0]
    return parse_xml(text.replace(f"<{name}", f"<{name} {SPACES}", 1))


def png(paint=lambda draw: None, mode: str = "RGB") -> bytes:
    image = Image.new(mode, (300, 200), "white")
    ImageDraw.Draw(image).rectangle((50, 50, 200, 90), fill=(44, 123, 182))
    paint(ImageDraw.Draw(image))
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


class Paper:
    """A sentence, a table of two rows and a picture, and where somebody may lay hands on them."""

    def __init__(self) -> None:
        self.file = Document()
        paragraph = self.file.add_paragraph("Tỷ lệ đạt ")
        self.run, self.paragraph = paragraph.add_run("74,7%")._r, paragraph._p
        paragraph.add_run(" điểm tối đa.")
        table = self.file.add_table(rows=3, cols=2)
        words = ("Đơn vị", "Tỷ lệ", "Phường Hà Tu", "74,7%", "Phường Hà Lầm", "60,0%")
        for cell, text in zip((cell for row in table.rows for cell in row.cells), words, strict=True):
            cell.text = text
        self.row, self.cell = table.rows[1]._tr, table.cell(1, 1)._tc
        self.below, self.upper = table.cell(2, 1)._tc, table.cell(0, 1)._tc
        self.file.add_paragraph().add_run().add_picture(io.BytesIO(png()), width=3_000_000)
        self.blip = next(self.file.element.body.iter(qn("a:blip")))

    def form(self, text: str, run=None) -> None:
        """Properties of letters."""
        run = self.run if run is None else run
        run.get_or_add_rPr().append(xml(text))

    def style(self, kind: str, form: str) -> None:
        made = xml(f'<w:style w:type="{kind}" w:styleId="Khac"><w:name w:val="Khac"/><w:rPr>{form}</w:rPr></w:style>')
        self.file.styles.element.append(made)

    def part(self, name: str, kind: str, data: bytes, relation: str) -> str:
        part = Part(PackURI(name), kind, data, self.file.part.package)
        return self.file.part.relate_to(part, STORE + relation)

    def opened(self):
        saved = io.BytesIO()
        self.file.save(saved)
        return seen.opened(saved.getvalue())

    def lines(self) -> list[str]:
        return [line.text for line in lines.lines(self.opened())]


def within_a(kind: str, start: str):
    """The figure in an element of another kind."""

    def change(paper: Paper) -> None:
        element = xml(f"<{kind} {start}/>")
        paper.run.addprevious(element)
        element.append(paper.run)

    return change


def of_a_style(kind: str, mark: str, form: str):
    def change(paper: Paper) -> None:
        paper.style(kind, form)
        if kind == "character":
            paper.form(f'<w:rStyle w:val="{mark}"/>')
        else:
            paper.paragraph.get_or_add_pPr().append(xml(f'<w:pStyle w:val="{mark}"/>'))

    return change


def for_all_of_the_file(paper: Paper) -> None:
    next(paper.file.styles.element.iter(qn("w:rPrDefault")))[0].append(xml("<w:vanish/>"))


def merged_down(paper: Paper) -> None:
    paper.upper.get_or_add_tcPr().append(xml('<w:vMerge w:val="restart"/>'))
    paper.cell.get_or_add_tcPr().append(xml("<w:vMerge/>"))


def a_way_that_no_program_shows(paper: Paper) -> None:
    ways = xml(
        '<mc:AlternateContent><mc:Choice Requires="zz"/><mc:Fallback><w:r><w:t>99,9%</w:t></w:r></mc:Fallback></mc:AlternateContent>'
    )
    paper.run.addprevious(ways)
    ways[0].append(paper.run)


def bound(paper: Paper) -> None:
    control = xml('<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a" w:storeItemID="{1}"/></w:sdtPr><w:sdtContent/></w:sdt>')
    paper.run.addprevious(control)
    control[1].append(paper.run)


def field_in_pieces(paper: Paper) -> None:
    for part in ('<w:fldChar w:fldCharType="begin" w:dirty="true"/>', "<w:instrText> = 99,9 </w:instrText>", '<w:fldChar w:fldCharType="separate"/>'):  # fmt: skip
        paper.run.addprevious(xml(f"<w:r>{part}</w:r>"))
    paper.run.addnext(xml('<w:r><w:fldChar w:fldCharType="end"/></w:r>'))


def numbered(paper: Paper, form: str = "decimal") -> None:
    lists = paper.file.part.numbering_part.element
    lists.insert(0, xml(f'<w:abstractNum w:abstractNumId="977"><w:lvl w:ilvl="0"><w:start w:val="9"/><w:numFmt w:val="{form}"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>'))  # fmt: skip
    lists.append(xml('<w:num w:numId="977"><w:abstractNumId w:val="977"/></w:num>'))
    one = xml('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="977"/></w:numPr>')
    paper.cell.p_lst[0].get_or_add_pPr().append(one)


def behind_a_remark(paper: Paper) -> None:
    """Of what follows one within letters the library tells nothing, and every program shows it."""
    text = next(paper.run.iter(qn("w:t")))
    remark = etree.Comment("x")
    remark.tail = "9"
    text.append(remark)


def both(*changes):
    return lambda paper: [change(paper) for change in changes]


def letters(*forms: str):
    return lambda paper: [paper.form(form) for form in forms]


def filled(form: str):
    return letters(f"<w14:textFill>{form}</w14:textFill>")


def of_row(form: str):
    return lambda paper: paper.row.get_or_add_trPr().append(xml(form))


def of_paragraph(form: str):
    return lambda paper: paper.paragraph.get_or_add_pPr().append(xml(form))


def beside(element: str):
    return lambda paper: paper.run.addprevious(xml(element))


HIDDEN = {
    "hidden letters": letters("<w:vanish/>"),
    "a style of letters that hides": of_a_style("character", "Khac", "<w:vanish/>"),
    "a style of paragraphs that hides": of_a_style("paragraph", "Khac", "<w:vanish/>"),
    "a style that crosses out": of_a_style("character", "Khac", "<w:strike/>"),
    "all letters of the file": for_all_of_the_file,
    "white letters": letters('<w:color w:val="FFFFFF"/>'),
    "nearly white letters": letters('<w:color w:val="F8F8F8"/>'),
    "letters in the colour of the paper by its name": letters('<w:color w:val="000000" w:themeColor="background1"/>'),
    "letters filled with nothing": filled("<w14:noFill/>"),
    "letters filled with white": filled('<w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill>'),
    "letters filled with the paper": filled('<w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill>'),
    "letters that are seen through": filled(
        '<w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr></w14:solidFill>'
    ),
    "black on black": letters('<w:highlight w:val="black"/>'),
    "black on a black ground": letters('<w:color w:val="000000"/>', '<w:shd w:val="clear" w:fill="000000"/>'),
    "a ground of a paragraph in their colour": both(
        letters('<w:color w:val="0B5CAD"/>'), of_paragraph('<w:shd w:val="clear" w:fill="0B5CAD"/>')
    ),
    "letters of half a point": letters('<w:sz w:val="1"/>'),
    "letters of no width": letters('<w:w w:val="1"/>'),
    "letters that are signs": letters('<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'),
    "crossed out": letters("<w:strike/>"),
    "crossed out twice": letters("<w:dstrike/>"),
    "a hidden row": of_row("<w:hidden/>"),
    "a row that is marked as deleted": of_row('<w:del w:id="1" w:author="x"/>'),
    "a row of no height": of_row('<w:trHeight w:val="1" w:hRule="exact"/>'),
    "a cell that is marked as deleted": lambda p: p.cell.get_or_add_tcPr().append(
        xml('<w:cellDel w:id="1" w:author="x"/>')
    ),
    "a cell under a merged one": merged_down,
    "turned round": within_a("w:bdo", 'w:val="rtl"'),
    "deleted": within_a("w:del", 'w:id="1" w:author="x"'),
    "a way that no program shows": a_way_that_no_program_shows,
    "filled from other data": bound,
    "a field that is computed": within_a("w:fldSimple", 'w:instr=" = 99,9 " w:dirty="true"'),
    "a field in pieces": field_in_pieces,
    "a sign of another font": beside('<w:r><w:sym w:font="Symbol" w:char="F039"/></w:r>'),
    "letters behind a remark of XML": behind_a_remark,
    "a digit of mathematics": beside("<m:oMath><m:r><m:t>1</m:t></m:r></m:oMath>"),
    "a number of a list": numbered,
    "a frame off the page": of_paragraph('<w:framePr w:hAnchor="page" w:x="-30000" w:y="1"/>'),
    "far to the right": of_paragraph('<w:ind w:left="31680"/>'),
    "a line of no height": of_paragraph('<w:spacing w:line="1" w:lineRule="exact"/>'),
}


@pytest.mark.parametrize("what", HIDDEN)
def test_what_is_not_seen_is_not_read(what):
    paper = Paper()
    HIDDEN[what](paper)
    there = paper.lines()
    assert not (there[:1] == SAID and ROW in there), there


@pytest.mark.parametrize("number", ["ZZ", "D800", "110000", ""])
def test_a_sign_of_no_number_is_a_box(number):
    paper = Paper()
    beside(f'<w:r><w:sym w:font="Symbol" w:char="{number}"/></w:r>')(paper)
    assert paper.lines()[0] == "Tỷ lệ đạt □74,7% điểm tối đa."


LOOKS = {
    "nothing": lambda paper: None,
    "red": letters('<w:color w:val="FF0000"/>'),
    "a darker paper by its name": letters('<w:color w:val="7F7F7F" w:themeColor="background1" w:themeShade="7F"/>'),
    "filled with red": filled('<w14:solidFill><w14:srgbClr w14:val="FF0000"/></w14:solidFill>'),
    "marked": letters('<w:highlight w:val="yellow"/>'),
    "white on a dark ground": letters('<w:color w:val="FFFFFF"/>', '<w:shd w:val="clear" w:fill="0B5CAD"/>'),
    "automatic on a dark ground": letters('<w:color w:val="auto"/>', '<w:shd w:val="clear" w:fill="000000"/>'),
    "hidden no more": letters('<w:vanish w:val="0"/>'),
    "a style that hides, undone": both(
        of_a_style("character", "Khac", "<w:vanish/>"), letters('<w:vanish w:val="false"/>')
    ),
    "small letters": letters('<w:sz w:val="14"/>'),
    "narrow letters": letters('<w:w w:val="80"/>'),
    "a higher row": of_row('<w:trHeight w:val="400" w:hRule="exact"/>'),
    "a mark of a list": lambda paper: numbered(paper, "bullet"),
    "a place to go to": within_a("w:hyperlink", 'w:anchor="a"'),
    "a reference": within_a("w:fldSimple", 'w:instr=" REF a "'),
    "a form, as the old format of Word comes back": within_a("w:fldSimple", 'w:instr=" FORMTEXT "'),
    "a merged cell at the top": lambda p: p.cell.get_or_add_tcPr().append(xml('<w:vMerge w:val="restart"/>')),
    "a remark of XML": lambda paper: paper.run.insert(0, etree.Comment("x")),
    "a control": within_a("w:smartTag", 'w:element="a"'),
}


@pytest.mark.parametrize("what", LOOKS)
def test_other_looks_are_no_other_words(what):
    paper = Paper()
    LOOKS[what](paper)
    there = paper.lines()
    assert there[:1] == SAID and ROW in there, there


# ------------------------------------------------------------------ pictures


def turned(name: str, value: str):
    return lambda paper: next(paper.file.element.body.iter(qn("a:xfrm"))).set(name, value)


def of_size(share: float):
    def change(paper: Paper) -> None:
        for size in paper.file.element.body.iter(qn("wp:extent")):
            for side in ("cx", "cy"):
                size.set(side, str(int(int(size.get(side)) * share)))

    return change


def repainted(data: bytes):
    def change(paper: Paper) -> None:
        paper.file.part.related_parts[paper.blip.get(qn("r:embed"))]._blob = data

    return change


def from_outside(paper: Paper) -> None:
    address = paper.file.part.relate_to("file:///c:/x.png", f"{STORE}image", is_external=True)
    del paper.blip.attrib[qn("r:embed")]
    paper.blip.set(qn("r:link"), address)


def with_svg(paper: Paper) -> None:
    key = paper.part("/word/media/image9.svg", "image/svg+xml", b"<svg/>", "image")
    paper.blip.append(xml(f'<a:extLst><a:ext uri="x"><v:svgBlip r:embed="{key}"/></a:ext></a:extLst>'))


OTHERWISE = {
    "cut": lambda paper: paper.blip.addnext(xml('<a:srcRect r="40000"/>')),
    "cut by a share in words": lambda paper: paper.blip.addnext(xml('<a:srcRect r="40%"/>')),
    "mirrored": turned("flipH", "1"),
    "turned": turned("rot", "10800000"),
    "in two colours": lambda paper: paper.blip.append(xml("<a:duotone/>")),
    "washed out": lambda paper: paper.blip.append(xml('<a:lum bright="100000"/>')),
    "of no size": of_size(0.001),
    "another picture on newer machines": with_svg,
    "from outside the file": from_outside,
    "seen through": repainted(png(lambda d: d.rectangle((50, 50, 120, 90), fill=(44, 123, 182, 0)), "RGBA")),
    "another blue": repainted(png(lambda d: d.rectangle((50, 50, 200, 90), fill=(44, 123, 82)))),
    "a longer bar": repainted(png(lambda d: d.rectangle((50, 50, 230, 90), fill=(44, 123, 182)))),
    "gone": lambda paper: paper.blip.getparent().remove(paper.blip),
}
AS_BEFORE = {
    "nothing": lambda paper: None,
    "cut by nothing": lambda paper: paper.blip.addnext(xml('<a:srcRect l="0" r="0" t="0" b="0"/>')),
    "cut by no share in words": lambda paper: paper.blip.addnext(xml('<a:srcRect r="0%"/>')),
    "a remark of XML": lambda paper: paper.blip.append(etree.Comment("x")),
    "smaller on paper": of_size(0.7),
    "stored with a channel more": repainted(png(mode="RGBA")),
}


@pytest.mark.parametrize("what", [*OTHERWISE, *AS_BEFORE])
def test_a_picture_is_judged_as_it_is_shown(what):
    before, after = Paper(), Paper()
    (OTHERWISE | AS_BEFORE)[what](after)
    changed, unchecked = looks.compared(*(looks.pictures(paper.opened()) for paper in (before, after)))
    assert bool(changed) is (what in OTHERWISE)
    assert not unchecked


# ------------------------------------------------------------------ places of nobody


def head(kind: str, text: str = ""):
    def change(paper: Paper) -> None:
        paper.file.settings.odd_and_even_pages_header_footer = True
        part = getattr(paper.file.sections[0], kind)
        part.is_linked_to_previous = False
        if text:
            part.paragraphs[0].text = text

    return change


def head_of_another_kind(paper: Paper) -> None:
    paper.file.sections[0].header.add_table(1, 1, 3_000_000).cell(0, 0).text = "HẾT HIỆU LỰC"


def head_of_art(paper: Paper) -> None:
    paper.file.sections[0].header.paragraphs[0]._p.append(xml(ART))


def head_with_a_picture(paper: Paper) -> None:
    paper.file.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(png()))


def chunk(paper: Paper) -> None:
    key = paper.part("/word/chunk1.htm", "text/html", b"<p>99,9%</p>", "aFChunk")
    paper.paragraph.addnext(xml(f'<w:altChunk r:id="{key}"/>'))


ART = '<w:r><w:pict><v:shape style="width:9pt"><v:textpath string="HẾT HIỆU LỰC"/></v:shape></w:pict></w:r>'
ASIDE = {
    "a head of even pages": (head("even_page_header", "HẾT HIỆU LỰC"), "chân trang: HẾT HIỆU LỰC"),
    "a foot of the first page": (head("first_page_footer", "HẾT HIỆU LỰC"), "chân trang: HẾT HIỆU LỰC"),
    "a table in a head": (head_of_another_kind, "chân trang: HẾT HIỆU LỰC"),
    "art in a head": (head_of_art, "chân trang: HẾT HIỆU LỰC"),
    "a picture in a head": (head_with_a_picture, "chân trang: có hình"),
    "art": (lambda paper: paper.paragraph.append(xml(ART)), "Chữ nghệ thuật thêm vào: HẾT HIỆU LỰC"),
    "a white leaf over words": (beside('<w:r><w:pict><v:rect fillcolor="white"/></w:pict></w:r>'), "có thể che chữ"),
    "a chart": (beside('<w:r><w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:drawing></w:r>'), "Biểu đồ thêm vào"),
    "another file": (chunk, "nhúng từ tệp khác"),
    "a note": (lambda paper: paper.paragraph.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="5"/></w:r>')), "cuối trang"),
    "letters of its own": (lambda paper: paper.part("/word/fonts/font1.odttf", "application/x-font", b"x", "font"), "phông chữ nhúng"),
}  # fmt: skip


@pytest.mark.parametrize("what", ASIDE)
def test_what_stands_where_nothing_of_ours_does_is_named(what):
    change, said = ASIDE[what]
    paper = Paper()
    assert aside.named(paper.opened()) == []
    change(paper)
    [found] = aside.named(paper.opened())
    assert said in found
