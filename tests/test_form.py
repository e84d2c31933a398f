"""The form of a review by its XML: the order of elements that Word's schema wants, language, properties, what is kept on one
page, how annexes and figures are named and cited, the legal basis by Nghị định 30."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from charts import render
from reports import documents, docx, pdf
from reports.draft import Subject
from reports.paper import Picture
from tests import snapshots
from tests.test_documents import text_of
from tests.test_prose import sentences
from words.documents import day, rank, rests_on

# children in the order of wml.xsd (ISO 29500-4, transitional), those that the writer may ever use
ORDER = {
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols"
    " formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens spacing ind contextualSpacing mirrorIndents jc textAlignment outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern position sz szCs highlight u vertAlign lang",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign",
    "sdtPr": "rPr alias tag id lock placeholder text",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked rsid pPr rPr tblPr",
    "tbl": "tblPr tblGrid tr",
}  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    folder = snapshots.build(tmp_path_factory.mktemp("form"))
    with snapshots.opened(folder) as con:
        yield snapshots.asking(con)


@pytest.fixture(scope="module")
def paper(ask):
    return documents.draft(ask, Subject("so-ket", 2022, 2025)).write()


@pytest.fixture(scope="module")
def data(paper) -> bytes:
    return docx.written(paper)


@pytest.fixture(scope="module")
def file(data):
    return Document(io.BytesIO(data))


def misplaced(root) -> list[str]:
    """Elements that stand where the schema does not allow them."""
    found = []
    for name, order in ORDER.items():
        places = {qn(f"w:{child}"): place for place, child in enumerate(order.split())}
        for parent in root.iter(qn(f"w:{name}")):
            known = [places[child.tag] for child in parent if child.tag in places]
            if known != sorted(known):
                found.append(f"{name}: {[child.tag.rpartition('}')[2] for child in parent]}")
    return found


def test_elements_stand_in_the_order_of_the_schema(file):
    assert misplaced(file.element) == misplaced(file.styles.element) == []
    assert len(list(file.element.iter(qn("w:pgNumType")))) == 6, "each annex begins with page 1"


def test_an_element_out_of_order_is_seen(file):
    parent = next(file.element.iter(qn("w:pgNumType"))).getparent()
    kept = parent.find(qn("w:pgNumType"))
    parent.append(kept)
    assert len(misplaced(file.element)) == 1
    parent.insert_element_before(kept, *docx.AFTER_PAGE_NUMBERS)


def test_nothing_of_the_template_is_left(file, data):
    spoken = {e.get(qn("w:val")) for e in file.styles.element.iter(qn("w:lang"))}
    assert spoken == {e.get(qn("w:val")) for e in file.settings.element.iter(qn("w:themeFontLang"))} == {"vi-VN"}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        words = b"".join(package.read(name) for name in names if name.endswith((".xml", ".rels")))
    assert not [name for name in names if "thumbnail" in name or name == "docProps/app.xml"]
    assert b"python-docx" not in words and b"Macintosh" not in words


def test_the_signature_is_on_one_page_with_the_last_sentence(file):
    (ending,) = [table for table in file.tables if "Nơi nhận:" in table.rows[0].cells[0].text]
    assert ending._tbl.tr_lst[0].trPr.find(qn("w:cantSplit")) is not None
    last = next(p for p in file.paragraphs if p.text.endswith("./."))
    assert last.paragraph_format.keep_with_next and last._p.getnext() is ending._tbl


def test_no_break_needs_a_page_of_its_own(file):
    breaks = [p for p in file.paragraphs if p._p.pPr is not None and p._p.pPr.sectPr is not None]
    assert len(breaks) == 6
    assert {(p.text, p.paragraph_format.line_spacing.pt, p._p.pPr.find(qn("w:rPr"))[0].get(qn("w:val"))) for p in breaks} == {("", 1, "2")}  # fmt: skip


def test_annexes_are_headings_of_their_own_and_cited(file, paper):
    titles = [p.text for p in file.paragraphs if p.style.name == docx.ANNEX_TITLE]
    assert titles[:2] == ["KẾT QUẢ ĐÁNH GIÁ TỪNG NĂM THEO KHỐI", "KẾT QUẢ THEO TIÊU CHÍ"]
    assert len(titles) == 6, "of registers without a row there is no annex"
    assert "SEQ Biểu_đồ " in {f.text[:12] for f in file.element.iter(qn("w:instrText"))}, (
        "a name of one word, as Word counts them"
    )
    words = [p.text for p in file.paragraphs]
    cited = {
        number
        for line in words
        if line.startswith("Số liệu chi tiết tại")
        for number in re.findall(r"Phụ lục (\w+)", line)
    }
    assert cited == {line.removeprefix("Phụ lục ") for line in words if re.fullmatch(r"Phụ lục [IVX]+", line)}
    assert "(Kèm theo Báo cáo số      /BC-UBND ngày      tháng      năm 2026 của UBND thành phố Hạ Long)" in words
    named = [o.title for o in PdfReader(io.BytesIO(pdf.written(paper))).outline if not isinstance(o, list)]
    assert "Phụ lục I. Kết quả đánh giá từng năm theo khối" in named


def test_an_annex_that_is_left_out_is_not_cited(ask):
    one = documents.draft(ask, Subject("so-ket", 2022, 2025)).write(["ket_qua", "danh_gia", "phu_luc_tieu_chi"])
    words = text_of(docx.written(one))
    assert "Số liệu chi tiết tại Phụ lục (Bảng 2) kèm theo." in words and "Phụ lục I" not in words


def test_figures_are_cited_and_their_labels_can_be_read_in_print(file, paper):
    pictures = [part for part in paper.parts if isinstance(part, Picture)]
    words = [p.text for p in file.paragraphs]
    for number, picture in enumerate(pictures, 1):
        cited = re.compile(rf"Số liệu được thể hiện ở (.* và )?Biểu đồ {number}( và .*)?\.")
        assert sum(bool(cited.fullmatch(text)) for text in words) == 1
        svg = render.svg(picture.spec).decode()
        width = float(re.search(r'width="([\d.]+)"', svg)[1])
        points = [float(size) * picture.width / 25.4 * 72 / width for size in re.findall(r'font-size="([\d.]+)px"', svg)]  # fmt: skip
        assert points and min(points) >= 7
    assert pictures


def test_no_word_of_the_program_stands_in_a_document(ask):
    snapshot = ask("snapshot")[0]["snapshot_id"]
    for kind, one in documents.KINDS.items():
        paper = documents.draft(ask, Subject(kind, 2025 if one.is_yearly else 2022, 2025)).write()
        words = "\n".join(sentences(paper))
        assert not re.search(f"{snapshot}|mã lần cập nhật|được nạp|SHA-256", words), kind


def test_the_legal_basis_is_in_order_and_named_once(file):
    found = [re.match(r"(?:Căn cứ|Thực hiện) (\S+ \S+ số \S+)", p.text)[1] for p in file.paragraphs if p.text.startswith(("Căn cứ ", "Thực hiện "))]  # fmt: skip
    assert found == [
        "Quyết định số 979/QĐ-TTg", "Thông tư số 03/2018/TT-BTP", "Nghị quyết số 110/2022/NQ-HĐND", "Kế hoạch số 331/KH-UBND",
        "Kế hoạch số 277/KH-UBND", "Kế hoạch số 411/KH-UBND",
    ]  # fmt: skip


def test_the_words_of_the_legal_basis():
    numbers = [
        "1/KH-UBND",
        "2/CT-UBND",
        "3/QĐ-UBND",
        "4/2022/NQ-HĐND",
        "5/2018/TT-BTP",
        "6/QĐ-TTg",
        "7/2013/NĐ-CP",
        "14/2012/QH13",
    ]
    assert sorted(numbers, key=rank) == numbers[::-1] and rank(None) == rank("x") == 1 + rank("1/KH-UBND")
    row = {
        "number": "979/QĐ-TTg",
        "issued_on": dt.date(2022, 8, 12),
        "issuer": "Thủ tướng Chính phủ",
        "title": "Phê duyệt Đề án",
    }
    assert rests_on(row) == "Quyết định số 979/QĐ-TTg ngày 12/8/2022 của Thủ tướng Chính phủ về việc phê duyệt Đề án"
    assert rests_on(row | {"title": "Về việc phê duyệt Đề án"}).endswith("Chính phủ về việc phê duyệt Đề án")
    assert rests_on(row | {"number": "03/2018/TT-BTP"}).endswith("Chính phủ phê duyệt Đề án")
    law = row | {
        "number": "14/2012/QH13",
        "title": "Luật Phổ biến, giáo dục pháp luật",
        "issued_on": dt.date(2012, 6, 20),
    }
    assert rests_on(law) == "Luật Phổ biến, giáo dục pháp luật ngày 20/6/2012"
    assert [day(dt.date(2025, month, 5)) for month in (1, 2, 3, 12)] == [
        "05/01/2025",
        "05/02/2025",
        "05/3/2025",
        "05/12/2025",
    ]
