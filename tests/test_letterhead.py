"""The head and the styles of reports from a Word file of the office: what is filled, what is refused, what stays as it was."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Pt

from reports import docx, letterhead
from reports.letterhead import NotALetterhead
from reports.paper import Head, Paper
from tests.test_form import misplaced
from warehouse import workspace

AT = dt.datetime(2026, 12, 1, 8, 0, tzinfo=dt.UTC)


def edited(change=lambda document: None) -> bytes:
    """The program's own template after somebody has worked on it."""
    document = Document(io.BytesIO(docx.blank_letterhead()))
    change(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def report(template: bytes | None, is_draft: bool = True, above: str = "") -> Document:
    paper = Paper("Báo cáo")
    paper.letterhead = template
    paper.head(Head(above, "UBND thành phố Hạ Long", "Hạ Long", 2026, symbol="BC-UBND", is_draft=is_draft))
    paper.heading("I. Phần một")
    paper.paragraph("Nội dung.")
    return Document(io.BytesIO(docx.written(paper)))


def lines(document) -> list[str]:
    return [
        said
        for p in document.element.body.iter(qn("w:p"))
        if (said := "".join(t.text or "" for t in p.iter(qn("w:t"))))
    ]


def test_the_template_of_the_program_gives_the_head_of_the_program():
    template = docx.blank_letterhead()
    assert template == docx.blank_letterhead(), "no clock"
    for is_draft, above in ((True, "UBND"), (False, "")):
        assert lines(report(template, is_draft, above)) == lines(report(None, is_draft, above))


def test_what_an_office_writes_stands_in_its_reports():
    def change(document):
        cell = document.tables[0].rows[0].cells[0]
        cell.add_paragraph("Điện thoại: 0203 …")
        document.tables[0].rows[0].cells[1].paragraphs[0].runs[0].text = "CỘNG HÒA"
        for name, size in (("Normal", 13), ("Heading 1", 15)):
            document.styles[name].font.name, document.styles[name].font.size = "Times", Pt(size)
        document.styles["Heading 1"].font.italic = True
        document.styles["Heading 1"].paragraph_format.alignment = ALIGN.CENTER

    made = report(edited(change))
    assert {"Điện thoại: 0203 …", "CỘNG HÒA", "UBND THÀNH PHỐ HẠ LONG", "DỰ THẢO"} <= {*lines(made)}
    normal, heading = made.styles["Normal"], made.styles["Heading 1"]
    assert (normal.font.name, normal.font.size.pt, heading.font.size.pt) == ("Times", 13, 15)
    assert heading.font.italic and heading.paragraph_format.alignment == ALIGN.CENTER
    assert not misplaced(made.element) and not misplaced(made.styles.element)
    assert made.sections[0].left_margin.mm == pytest.approx(30, abs=0.1), "the page stays that of the decree"
    assert "I. Đề mục cấp 1" not in " ".join(lines(made)), "what stands below the mark is left out"


def test_a_place_that_word_has_cut_into_runs_is_filled():
    def change(document):
        paragraph = next(p for p in document.tables[0].rows[0].cells[0].paragraphs if p.text == "{{CO_QUAN}}")
        paragraph.runs[0].text = "{{CO_"
        paragraph.add_run("QUAN}}")

    assert "UBND THÀNH PHỐ HẠ LONG" in lines(report(edited(change)))


def test_a_style_of_the_office_comes_along():
    def change(document):
        style = document.styles.add_style("Cơ quan", 1)
        style.font.size, style.base_style = Pt(11), document.styles["Normal"]
        document.tables[0].rows[0].cells[0].paragraphs[0].style = style

    made = report(edited(change), above="UBND")
    assert made.tables[0].rows[0].cells[0].paragraphs[0].style.font.size.pt == 11


def without(place: str):
    def change(document):
        for text in document.element.body.iter(qn("w:t")):
            text.text = (text.text or "").replace(place, "")

    return change


def add(xml_name: str):
    def change(document):
        run = document.tables[0].rows[0].cells[0].paragraphs[0].add_run()
        run._r.append(run._r.makeelement(qn(xml_name), {}))

    return change


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (lambda: b"no zip", "tệp Word .docx"),
        (lambda: docx.blank_letterhead()[:900], "tệp Word .docx"),
        (lambda: edited(without("{{NOI_DUNG}}")), "không có dòng {{NOI_DUNG}}"),
        (lambda: edited(without("{{CO_QUAN}}")), "thiếu chỗ điền: {{CO_QUAN}} (cơ quan ban hành)."),
        (lambda: edited(lambda d: d.tables[0].rows[0].cells[0].add_paragraph("{{TEN}}")), "không biết điền {{TEN}}"),
        (lambda: edited(add("w:drawing")), "có hình. "),
        (lambda: edited(add("w:instrText")), "có trường tự tính. "),
        (lambda: b"x" * (letterhead.LARGEST + 1), "lớn hơn 2 MB"),
    ],
)  # fmt: skip
def test_a_broken_template_is_refused_with_what_is_wrong(file, said):
    with pytest.raises(NotALetterhead) as refused:
        letterhead.read(file())
    assert said in str(refused.value)


def test_the_letterhead_in_force_comes_with_the_words_and_leaves_with_them(tmp_path):
    assert workspace.texts(tmp_path, "so-ket 2022 2025").letterhead is None
    workspace.keep_letterhead(tmp_path, b"one", by="A", at=AT)
    before = workspace.texts(tmp_path, "so-ket 2022 2025")
    assert (before.letterhead, before.by_place) == (b"one", {}) and before.number
    workspace.save(tmp_path, "so-ket 2022 2025", "x", "chữ", instead_of="", based_on=0, by="A", at=AT)
    workspace.keep_letterhead(tmp_path, None, by="A", at=AT)
    now = workspace.texts(tmp_path, "so-ket 2022 2025")
    assert now.letterhead is None and now.number > before.number, "a draft is drawn anew"
    assert workspace.texts(tmp_path, "so-ket 2022 2025", before.number).letterhead == b"one", (
        "a copy is compared with its own"
    )
