"""Every kind of report, for the city, a block and a unit: its files say the same, its figures have a source, nothing stands
in it that its readers may not see."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import shutil
import zipfile

import openpyxl
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from typer.testing import CliRunner

from reports import (
    annexes,
    documents,
    docx,
    frozen,
    head_facts,
    heads_annex,
    pdf,
    verify,
    year_file,
    year_letters,
    year_registers,
)
from reports.__main__ import app as command
from reports.draft import Subject
from reports.paper import Figure, Head, Paper, Table
from tests import snapshots
from tests.test_documents import opened, text_of
from tests.test_pages import open_page
from warehouse import questions, workspace
from warehouse.store import Warehouse, WarehouseError
from words import labels

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
    with snapshots.opened(folder) as con:
        yield snapshots.asking(con)


def words_of_pdf(data: bytes) -> str:
    """All that is printed; without the number of a page, which stands between two halves of a sentence that goes on there."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    return "".join("".join(text.removeprefix(f"{n}\n") for n, text in enumerate(pages, 1)).split())


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
    assert verify.compare(data, verify.expected(source, Warehouse(folder), ask)) == verify.Comparison([], [])


@pytest.fixture(scope="module")
def ask_empty(tmp_path_factory):
    empty = snapshots.build(tmp_path_factory.mktemp("empty"), files=False)
    with snapshots.opened(empty) as con:
        yield snapshots.asking(con)


@pytest.mark.parametrize("kind", documents.KINDS)
def test_without_results_every_kind_says_so(kind, ask_empty):
    words = text_of(documents.written(ask_empty, Subject(kind, YEAR, YEAR)))
    assert re.search("[Cc]hưa có kết quả|chưa có điểm|chưa đơn vị nào có kết quả chính thức", words)
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
    rows = ask("results", year=YEAR, block=None, unit=None)
    hidden = [row for row in rows if row["score_basis"] != "verified"]
    assert hidden and len(hidden) < len(rows), "both kinds are in the data"
    assert "người đứng đầu" in words  # it says that it leaves them out
    assert not re.search(r"Chủ tịch UBND|Trưởng phòng|Tự chấm", words)
    order = [name for name in lines if name in {row["unit_name"] for row in rows}]
    assert order == [row["unit_name"] for row in ask("units", block=None)], "the order of the list tells no rank"
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


# ------------------------------------------------------------------ the file of a year

ONE = Subject("to-trinh", YEAR, YEAR)
AT = dt.datetime(2026, 12, 16, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def office(folder, tmp_path):
    return Warehouse(shutil.copytree(folder, tmp_path / "kho"))


def test_the_file_of_a_year_holds_every_yearly_report_of_the_city():
    kinds = {kind for kind, one in documents.KINDS.items() if one.is_yearly}
    assert {(s.kind, s.first, s.last, s.block, s.unit) for s in year_file.subjects(YEAR)} == {
        (kind, YEAR, YEAR, None, None) for kind in kinds
    }


def test_the_letters_of_a_year_are_written_again_from_what_was_sent_and_published(ask, monkeypatch):
    monkeypatch.setattr(head_facts, "of_year", lambda *known: [])
    until = dt.date(2025, 3, 7)
    own = ask("results", year=YEAR, block=None, unit=None)
    sent = [
        {"unit_code": own[0]["unit_code"], "sent_on": dt.date(2025, 3, 1), "due_on": until},
        {"unit_code": own[1]["unit_code"], "sent_on": None},
    ]
    official = [row for row in own if row["score_basis"] == "verified"][:2]
    rows = {
        "confirmations": sent,
        "reply_window": [],
        "stage": [{"snapshot_id": "s", "document_number": "9/TB", "document_date": until}],
    }

    def told(name, **known):
        return rows[name] if name in rows else ask(name, **known)

    def published(name, **known):
        return official if name == "results" else ask(name, **known)

    made = {one.name: one.papers for one in year_letters.of_year(told, published, YEAR, lambda *_: None)}
    assert sorted(made) == [f"phieu-xac-nhan-{YEAR}.pdf", f"thong-bao-tung-don-vi-{YEAR}.pdf"], (
        "no days for opinions, no letter"
    )
    (sheet,) = made[f"phieu-xac-nhan-{YEAR}.pdf"]
    assert own[0]["unit_name"] in sheet.name and labels.before(until) in sheet.parts[3].parts[0]
    assert [paper.name.rpartition(": ")[2] for paper in made[f"thong-bao-tung-don-vi-{YEAR}.pdf"]] == [
        r["unit_name"] for r in official
    ]
    rows["confirmations"] = []
    assert not [*year_letters.of_year(told, None, YEAR, lambda *_: None)], "nothing was sent, nothing is published"


def test_the_file_of_a_year_is_listed_hashed_and_the_same_again(ask, office, tmp_path, monkeypatch):
    monkeypatch.setattr(year_file, "subjects", lambda year: [ONE])
    of_year = head_facts.of_year
    monkeypatch.setattr(head_facts, "of_year", lambda *known: of_year(*known)[:2])  # the sheets of all take seconds
    before = year_file.made_of(office, YEAR)
    signed = frozen.freeze(office, ask, ONE, ["to_trinh"], "lan", AT)
    with office.locked():
        office.append([signed | {"seq": signed["seq"] + 1, "document": "to-trinh 2024 2024"}])
    assert year_file.made_of(office, YEAR) != before, "what was made before is out of date"
    seen = []
    data = year_file.of_year(office, ask, YEAR, lambda *step: seen.append(step))
    assert seen == [(n, seen[-1][1]) for n in range(1, seen[-1][1] + 1)]
    out = tmp_path / "nam.zip"
    run = [str(a) for a in ("year-file", "--year", YEAR, "-o", out)]
    assert CliRunner().invoke(command, run, env={"PBGDPL_WAREHOUSE": str(office.root)}).exit_code == 0  # fmt: skip
    assert out.read_bytes() == data, "no clock"

    folder = zipfile.ZipFile(io.BytesIO(data))
    names = folder.namelist()
    assert [re.sub(r"^\d\d-", "", name) for name in names] == [
        f"danh-muc-ho-so-{YEAR}.docx", f"danh-muc-ho-so-{YEAR}.xlsx",
        f"to-trinh-{YEAR}.docx", f"to-trinh-{YEAR}.pdf", f"phu-luc-to-trinh-{YEAR}.xlsx", f"phieu-don-vi-{YEAR}.pdf",
        *(file["name"] for file in signed["files"]), f"phu-luc-nguoi-dung-dau-{YEAR}.docx",
        f"phieu-tham-khao-nguoi-dung-dau-{YEAR}.pdf", f"lay-y-kien-{YEAR}.pdf", f"bieu-so-tu-phap-{YEAR}.xlsx", f"so-tiep-nhan-{YEAR}.xlsx",
        f"so-tep-da-nhan-{YEAR}.xlsx",
    ]  # fmt: skip
    for name in names[2:]:
        if file := next((f for f in signed["files"] if name.endswith(f["name"])), None):
            assert hashlib.sha256(folder.read(name)).hexdigest() == file["sha256"]
    book = openpyxl.load_workbook(io.BytesIO(folder.read(names[1]))).active
    listed = [[cell.value for cell in row] for row in book.iter_rows(min_row=5)]
    assert [row[:2] for row in listed] == [[n, name] for n, name in enumerate(names[2:], 1)]
    for _, name, what, when, pages, size, sha256 in listed:
        content = folder.read(name)
        assert (size, sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert pages == (len(PdfReader(io.BytesIO(content)).pages) if name.endswith("pdf") else labels.NONE)  # fmt: skip
        assert ("bản đã chốt số 1" in what) == ("-ban-1" in name)
        assert office.named() in when
    printed = text_of(folder.read(names[0]))
    assert all(row[6] in printed and row[1] in printed for row in listed)

    register = openpyxl.load_workbook(io.BytesIO(folder.read(names[-1]))).active
    rows = [[cell.value for cell in row] for row in register.iter_rows(min_row=5)]
    files = ask("files", year=YEAR, block=None)
    assert {row[7] for row in rows} == {file["sha256"] for file in files}
    days = [row[4] for row in rows if isinstance(row[4], dt.datetime)]
    assert days == sorted(days) and days
    intake = openpyxl.load_workbook(io.BytesIO(folder.read(names[-2]))).active
    assert intake.max_row - 4 == len(ask("register_rows", year=YEAR)) > 0
    heads = text_of(folder.read(next(name for name in names if "phu-luc-nguoi-dung-dau" in name)))
    assert all(row["unit_name"] in heads for row in ask("heads", year=YEAR, block=None, scope=None))
    assert "đánh giá, xếp loại do cấp có thẩm quyền" in heads
    hurt = office.archived(signed["files"][0]["sha256"], "docx")
    hurt.write_bytes(b"changed")
    monkeypatch.setattr(year_file.unit_sheet, "in_one_pdf", lambda *_: None)
    with pytest.raises(WarehouseError, match="không còn như lúc chốt"):
        year_file.of_year(office, ask, YEAR, lambda *_: None)


def test_of_a_head_whom_another_body_rates_no_figure_is_told():
    row = {"reference_finding": "attention", "returned_on": None, "expired_on": None, "reasons": "gửi chậm", "capacity": "head", "is_accountable": True}  # fmt: skip
    figures = {"late_count": 1, "missing_count": 0, "score_pct": 40.0, "class_name": "Yếu", "open_follow_ups": 2}
    told = heads_annex.in_words(row | figures | {"is_rated_here": False}, "UBND thành phố")
    assert {told[name] for name in figures} == {None} and told["reasons"].startswith("Không thuộc thẩm quyền")
    assert heads_annex.in_words(row | figures | {"is_rated_here": True}, "UBND thành phố")["reasons"] == "gửi chậm"


def test_every_register_of_a_year_answers_and_tells_codes_in_words(folder):
    planted = {"status": "overdue", "unit_name": "Phường A", "year": 2024, "sent_on": dt.date(2025, 1, 7)}
    with snapshots.opened(folder) as con:
        for _, sheets in year_registers.REGISTERS.values():
            for sheet in sheets:
                span = {"first": YEAR, "last": YEAR + 1} if sheet.day else {"year": YEAR}
                known = questions.ask(con, sheet.question, **span, **dict(sheet.known)).schema.names
                assert {field for field, *_ in sheet.columns} <= {*known}, sheet.title
    sheets = {sheet.title: sheet for _, own in year_registers.REGISTERS.values() for sheet in own}
    answer = {field: None for sheet in sheets.values() for field, *_ in sheet.columns} | planted
    [[_, unit, *rest]] = year_registers.rows(lambda *_, **__: [answer], 2024, sheets["Khuyến nghị"])
    assert unit == "Phường A" and "Quá hạn" in rest and "overdue" not in rest
    assert len(year_registers.rows(lambda *_, **__: [answer], 2024, sheets["Đôn đốc đã gửi"])) == 1, (
        "sent the January after"
    )
    assert not year_registers.rows(lambda *_, **__: [answer | {"year": 2025}], 2024, sheets["Đôn đốc đã gửi"])
    asked = answer | {"asked_on": dt.date(2025, 1, 20)}
    assert len(year_registers.rows(lambda *_, **__: [asked], 2024, sheets["Vướng mắc, kiến nghị"])) == 1
    assert not year_registers.rows(
        lambda *_, **__: [asked | {"asked_on": dt.date(2025, 5, 1)}], 2024, sheets["Vướng mắc, kiến nghị"]
    )
    assert not year_registers.rows(lambda *_, **__: [answer | {"sent_on": None}], 2024, sheets["Phiếu xác nhận"])


def test_a_year_that_is_not_there_has_no_file(folder, tmp_path):
    out = tmp_path / "x.zip"
    run = ["year-file", "--year", "1999", "-o", str(out)]
    assert CliRunner().invoke(command, run, env={"PBGDPL_WAREHOUSE": str(folder)}).exit_code == 2
    assert not out.exists()


def test_the_page_makes_the_file_of_the_year_when_it_is_asked_for(office, monkeypatch):
    def made(warehouse, ask, year, progress):
        progress(1, 2)
        return b"zip of %d" % year

    monkeypatch.setattr(year_file, "of_year", made)
    page = open_page(monkeypatch, office.root, "review.py", nam=str(YEAR), loai="mot-trang")
    assert "Tải hồ sơ năm (ZIP)" not in [b.proto.label for b in page.get("download_button")]
    next(b for b in page.button if b.label == f"Tạo hồ sơ năm {YEAR}").click().run()
    assert not page.exception
    assert "Tải hồ sơ năm (ZIP)" in [b.proto.label for b in page.get("download_button")]
    workspace.save(office.root, ONE.name, "x", "Câu mới", instead_of="", based_on=0, by="lan", at=AT)  # fmt: skip
    page.run()
    assert "Tải hồ sơ năm (ZIP)" not in [b.proto.label for b in page.get("download_button")]
