"""The head and the styles of reports as an office has them in a Word file of its own: what stands in the file above
`{{NOI_DUNG}}` is the head, with places that the program fills; fonts and forms of headings and captions are those of its
styles. Page and margins stay those of Nghị định 30, for which the tables are made."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from dataclasses import dataclass

from docx import Document
from docx.document import Document as DocxFile
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from etl.read import recognise
from reports.paper import Head
from warehouse import workspace

CONTENT = "{{NOI_DUNG}}"
PLACES = {
    "{{CO_QUAN_TREN}}": "cơ quan cấp trên", "{{CO_QUAN}}": "cơ quan ban hành", "{{KY_HIEU}}": "phần sau dấu / của số, ký hiệu",
    "{{DIA_DANH}}": "địa danh", "{{NAM}}": "năm", "{{DU_THAO}}": "chữ DỰ THẢO, mất đi khi chốt", CONTENT: "nơi bắt đầu nội dung",
}  # fmt: skip
PLACE = re.compile(r"\{\{[^{}]*\}\}")
STYLES = ("Normal", "Heading 1", "Heading 2", "Caption")
BODY = (13, 14)  # points of the text, by Nghị định 30
LARGEST = 2 << 20  # bytes
NOT_HERE = {
    "w:drawing": "hình", "w:pict": "hình", "w:object": "đối tượng nhúng", "w:hyperlink": "liên kết", "w:sdt": "ô nội dung",
    "w:fldSimple": "trường tự tính", "w:instrText": "trường tự tính", "w:ins": "chữ đang theo dõi thay đổi",
    "w:del": "chữ đang theo dõi thay đổi", "w:moveFrom": "chữ đang theo dõi thay đổi", "w:moveTo": "chữ đang theo dõi thay đổi",
    "w:commentReference": "chú thích", "w:footnoteReference": "chú thích", "w:endnoteReference": "chú thích",
    "w:numPr": "danh sách tự đánh số", "w:sectPr": "ngắt trang, ngắt phần",
}  # fmt: skip
LEFT_OUT = ("w:bookmarkStart", "w:bookmarkEnd", "w:proofErr", "w:commentRangeStart", "w:commentRangeEnd", "w:lastRenderedPageBreak")  # fmt: skip


class NotALetterhead(workspace.WorkspaceError):
    """A Word file that cannot be the head of reports; the message is for the user."""


@dataclass(frozen=True)
class Letterhead:
    """A file that was read. above: what stands over the content."""

    file: DocxFile
    above: list

    def filled(self, head: Head, draft: str) -> list:
        """Copies of what stands above, with the places filled; a line of nothing but an empty place is left out."""
        said = {
            "{{CO_QUAN_TREN}}": head.above.upper(), "{{CO_QUAN}}": head.issuer.upper(), "{{KY_HIEU}}": head.symbol or "",
            "{{DIA_DANH}}": head.place, "{{NAM}}": str(head.year), "{{DU_THAO}}": draft if head.is_draft else "",
        }  # fmt: skip
        made = OxmlElement("w:body")
        made.extend(copy.deepcopy(self.above))
        for paragraph in [*_paragraphs(made)]:
            _fill(paragraph, said)
        return [*made]

    def dress(self, document: DocxFile, body: float) -> None:
        """Gives a document the styles of the file, and those in which its head is written."""
        for name in STYLES:
            if name not in self.file.styles:
                continue
            given, own = self.file.styles[name], document.styles[name]
            own.font.name = given.font.name or own.font.name
            if given.font.name:
                fonts = own.element.rPr.rFonts
                for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
                    fonts.set(qn(kind), given.font.name)
            if given.font.size and (name != "Normal" or (body in BODY and given.font.size.pt in BODY)):
                own.font.size = Pt(given.font.size.pt)
            if name != "Normal":
                own.font.bold, own.font.italic = given.font.bold, given.font.italic
                own.font.all_caps = given.font.all_caps
                own.paragraph_format.alignment = given.paragraph_format.alignment
        self._bring_styles(document)

    def _bring_styles(self, document: DocxFile) -> None:
        """The styles of the head that the document does not have, with those on which they are based."""
        known = {style.style_id for style in document.styles}
        wanted = [e.get(qn("w:val")) for block in self.above for e in block.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))]  # fmt: skip
        by_id = {style.style_id: style.element for style in self.file.styles}
        while wanted:
            one = wanted.pop()
            if one in known or one not in by_id:
                continue
            known.add(one)
            brought = copy.deepcopy(by_id[one])
            for other in ("w:next", "w:link"):
                if (element := brought.find(qn(other))) is not None:
                    brought.remove(element)
            for numbered in [*brought.iter(qn("w:numPr"))]:
                numbered.getparent().remove(numbered)
            document.styles.element.append(brought)
            if (based := brought.find(qn("w:basedOn"))) is not None:
                wanted.append(based.get(qn("w:val")))


def read(data: bytes) -> Letterhead:
    """The head in a Word file. Raises NotALetterhead, which says what is wrong with it."""
    if len(data) > LARGEST:
        raise NotALetterhead(f"Mẫu lớn hơn {LARGEST >> 20} MB. Mẫu chỉ cần phần đầu văn bản; bỏ hình, nội dung thừa rồi lưu lại.")  # fmt: skip
    try:
        recognise.Package(data)  # a file from outside: no bombs, no entities
        file = Document(io.BytesIO(data))
    except (recognise.BadFile, PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise NotALetterhead("Không đọc được mẫu. Mẫu phải là tệp Word .docx (không phải .doc, .dotx, .docm), không đặt mật khẩu.") from error  # fmt: skip
    blocks = [b for b in file.element.body.iterchildren() if b.tag in (qn("w:p"), qn("w:tbl"))]
    start = next((place for place, block in enumerate(blocks) if CONTENT in _said(block)), None)
    if start is None:
        raise NotALetterhead(
            f"Mẫu không có dòng {CONTENT}: ghi dòng đó ngay dưới phần đầu, nội dung báo cáo bắt đầu từ đó."
        )
    above = blocks[:start]
    words = "\n".join(_said(paragraph) for block in above for paragraph in _paragraphs(block))
    if missing := [place for place in PLACES if place != CONTENT and place not in words]:
        raise NotALetterhead(
            "Mẫu thiếu chỗ điền: " + "; ".join(f"{place} ({PLACES[place]})" for place in missing) + "."
        )
    if unknown := sorted({place for place in PLACE.findall(words) if place not in PLACES}):
        raise NotALetterhead(f"Phần mềm không biết điền {', '.join(unknown)}. Các chỗ điền: {', '.join(PLACES)}.")
    wrong = [said for tag, said in NOT_HERE.items() for block in above if next(block.iter(qn(tag)), None) is not None]
    if wrong:
        raise NotALetterhead(f"Phần đầu của mẫu có {', '.join(dict.fromkeys(wrong))}. Chỉ dùng chữ, bảng và đường kẻ của bảng, của đoạn.")  # fmt: skip
    for block in above:
        _clean(block)
    return Letterhead(file, above)


def _paragraphs(block):
    return block.iter(qn("w:p"))


def _said(block) -> str:
    return "".join(text.text or "" for text in block.iter(qn("w:t")))


def _clean(block) -> None:
    """Without marks that lead elsewhere or that the program of one office added."""
    for left_out in [*block.iter(*map(qn, LEFT_OUT))]:
        left_out.getparent().remove(left_out)
    space = qn("w:p").partition("}")[0]
    for element in block.iter():
        for name in [name for name in element.attrib if name.startswith("{") and not name.startswith(space) and "XML/1998" not in name]:  # fmt: skip
            del element.attrib[name]


def _fill(paragraph, said: dict[str, str]) -> None:
    """Word cuts what is typed into runs as it likes: a place that several of them make is put together in its first."""
    texts = [*paragraph.iter(qn("w:t"))]
    whole = "".join(text.text or "" for text in texts)
    if not PLACE.search(whole):
        return
    if whole.strip() in said and not said[whole.strip()]:
        _leave_out(paragraph)
        return
    if not all(PLACE.sub("", text.text or "").count("{{") == 0 for text in texts):
        for text in texts[1:]:
            text.text = ""
        texts[0].text = whole
    for text in texts:
        text.text = PLACE.sub(lambda match: said.get(match[0], match[0]), text.text or "")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _leave_out(paragraph) -> None:
    """A cell keeps its last paragraph."""
    parent = paragraph.getparent()
    if parent.tag == qn("w:tc") and len(parent.findall(qn("w:p"))) == 1:
        for run in paragraph.findall(qn("w:r")):
            paragraph.remove(run)
    else:
        parent.remove(paragraph)
