"""Every kind of report, for the city, a block and a unit: its files say the same, its figures have a source, nothing stands
in it that its readers may not see."""

from __future__ import annotations

import io
import re

import duckdb
import openpyxl
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from reports import annexes, documents, docx, pdf, verify
from reports.draft import Subject
from reports.paper import Figure, Head, Paper, Table
from tests import snapshots
from tests.test_documents import opened, text_of
from warehouse import queries_report
from warehouse.store import Warehouse

YEAR, UNIT, BLOCK = 2025, "P_HA_TU", "xa_phuong"
UNITS = ["P_HA_TU", "P_BACH_DANG", "P_CAO_XANH", "PTP"]
SUBJECTS = [
    *(Subject(kind, YEAR, YEAR) for kind, one in documents.KINDS.items() if one.is_yearly),
    Subject("so-ket", 2024, YEAR),
    Subject("so-ket", 2024, YEAR, block=BLOCK),
    Subject("so-ket", 2024, YEAR, unit=UNIT),
    Subject("ket-qua", YEAR, YEAR, block=BLOCK),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return snapshots.build(tmp_path_factory.mktemp("reports"), years=[2024, YEAR], units=UNITS)


@pytest.fixture(scope="module")
def ask(folder):
    with duckdb.connect(str(next((folder / "snapshots").iterdir())), read_only=True) as con:
        yield lambda question, *arguments: question(con, *arguments).to_pylist()


def words_of_pdf(data: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())  # fmt: skip


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_both_files_say_the_same_and_the_copy_is_recognised(ask, folder, subject):
    made = documents.draft(ask, subject)
    paper = made.write()
    data, printed = docx.written(paper), words_of_pdf(pdf.written(paper))
    words = text_of(data)
    assert not re.search(r"None|nan\b|00 đơn vị (gồm|có)|tăng [-−]|giảm [-−]|[{}]|–%", words)
    for figure in paper.figures.values():
        assert "".join(figure.split()) in printed, figure
    assert all(verify.meaning(key) and made.origins[key] for key in paper.figures)
    assert Subject.named(subject.name) == subject
    source = verify.source(data)
    assert source.subject == subject
    assert verify.compare(data, verify.expected(source, Warehouse(folder), ask)) == []


@pytest.fixture(scope="module")
def ask_empty(tmp_path_factory):
    empty = snapshots.build(tmp_path_factory.mktemp("empty"), files=False)
    with duckdb.connect(str(next((empty / "snapshots").iterdir())), read_only=True) as con:
        yield lambda question, *arguments: question(con, *arguments).to_pylist()


@pytest.mark.parametrize("kind", documents.KINDS)
def test_without_results_every_kind_says_so(kind, ask_empty):
    words = text_of(documents.written(ask_empty, Subject(kind, YEAR, YEAR)))
    assert re.search("[Cc]hưa có kết quả|chưa có điểm|00 đơn vị đã có kết quả chính thức", words)
    assert not re.search(r"None|nan\b|tăng [-−]|–%|[{}]", words)


def test_the_public_version_has_no_self_scores_and_nobody_who_is_not_verified(ask):
    subject = Subject("cong-khai", YEAR, YEAR)
    words = text_of(documents.written(ask, subject))
    book = openpyxl.load_workbook(io.BytesIO(annexes.xlsx(ask, subject)))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    table = opened(documents.written(ask, subject)).tables[-1]
    lines = {}
    for row in table._tbl.tr_lst:
        texts = ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.tc_lst]
        lines[texts[1]] = texts
    rows = ask(queries_report.results, YEAR, None, None)
    hidden = [row for row in rows if row["score_basis"] != "verified"]
    assert hidden and len(hidden) < len(rows), "both kinds are in the data"
    assert "người đứng đầu" in words  # it says that it leaves them out
    assert not re.search(r"Chủ tịch UBND|Trưởng phòng|Tự chấm", words)
    for row in rows:
        shown = row["score_basis"] == "verified"
        assert (row["unit_name"] in cells) == shown
        line = lines[row["unit_name"]]
        assert (line[2] != "–") == shown and ("chính thức" in line[4]) != shown


def test_a_report_of_a_block_tells_of_its_units_alone(ask):
    words = text_of(documents.written(ask, Subject("so-ket", 2024, YEAR, block=BLOCK)))
    assert "Phường Hà Tu" in words and "Phòng Tư pháp" not in words.split("Phụ lục")[1]
    assert "03 đơn vị" in words


def test_one_page_is_one_page(ask):
    data = pdf.written(documents.draft(ask, Subject("mot-trang", YEAR, YEAR)).write())
    assert len(PdfReader(io.BytesIO(data)).pages) == 1


def paper() -> Paper:
    made = Paper("Thử")
    made.head(Head("", "UBND", "Hạ Long", 2026, "BC-UBND"))
    made.title("Báo cáo", "về việc thử", ruled=True)
    made.heading("I. Ặ Ỹ ợ ữ")
    made.paragraph("Có ", Figure("a", "07 đơn vị"), " #không *phải* $mã$ \\ @x.", bold="1. ")
    made.table(Table(["TT", "Đơn vị"], [["1", "A"], ["", Figure("b", "5")]], [15, 100], strong=frozenset({1}), numbered=True))  # fmt: skip
    made.ending(["Lưu"], ["Chủ tịch"])
    made.annex("I", "Bảng", "Báo cáo", is_wide=True)
    made.paragraph("Phần kèm theo")
    return made


def test_the_pdf_embeds_its_fonts_takes_no_text_as_markup_and_turns_wide_pages():
    data = pdf.written(paper())
    assert data == pdf.written(paper()), "no clock"
    pages = PdfReader(io.BytesIO(data)).pages
    assert [page.mediabox.width > page.mediabox.height for page in pages] == [False, True]
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    faces = [font["/DescendantFonts"][0].get_object() for font in fonts]
    assert faces and all({"/FontFile3", "/FontFile2"} & {*face["/FontDescriptor"].get_object()} for face in faces)  # fmt: skip
    assert "Termes" in str([face["/BaseFont"] for face in faces])
    said = words_of_pdf(data)
    for words in ("ẶỸợữ", "Có07đơnvị#không*phải*$mã$\\@x.", "DỰTHẢO", "PhụlụcI", "(1)(2)"):
        assert words in said, words


def test_without_its_face_no_pdf_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    with pytest.raises(pdf.NotDrawn, match="font"):
        pdf.written(paper())


def test_the_word_file_of_a_paper_has_wide_pages_strong_rows_and_numbers_of_columns():
    document = opened(docx.written(paper()))
    assert [s.page_width > s.page_height for s in document.sections] == [False, True]
    table = document.tables[1]
    assert [cell.text for cell in table.rows[1].cells] == ["(1)", "(2)"]
    assert table.rows[0].cells[0].paragraphs[0].runs[0].bold
    assert not table.rows[2].cells[1].paragraphs[0].runs[0].bold


def test_one_figure_has_one_value():
    made = Paper("Thử")
    made.paragraph(Figure("a", "1"))
    with pytest.raises(ValueError, match="two values"):
        made.table(Table(["A"], [[Figure("a", "2")]], [10]))
