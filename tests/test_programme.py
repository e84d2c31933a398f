"""The review of the resolution and of the programme under it: registers and reference rows become words, figures and tables;
what is not there is left to people."""

from __future__ import annotations

import datetime as dt
import io

import duckdb
import pytest
from docx import Document

from etl.kinds import door
from reports import documents, docx, verify
from reports.draft import Subject
from reports.paper import Table, plain
from tests import forms, snapshots
from tests.forms import workbook
from tests.office import NAME, statuses
from tests.test_registers import DONE, context, tasks
from warehouse.store import Warehouse
from words import open_places
from words.documents import UNWRITTEN

SUBJECT = Subject("so-ket", 2022, 2025)
TARGET = {
    "target_code": "CT1", "year_from": 2022, "year_to": 2025, "topic_code": "9", "target_name": "Hội nghị", "measure": "hội nghị",
    "planned": 120.0, "done": 96.0, "done_pct": 80.0, "money_planned": 10, "money_spent": 8, "counted_on": None, "proof": None, "note": None,
}  # fmt: skip
RESULT = {
    "topic_code": "9", "year": 2024, "unit_code": None, "content": "Tự đánh giá", "status": "done", "classes": 4,
    "participants": 1200, "evidence": "BC 1", "unit_name": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    folder = snapshots.build(tmp_path_factory.mktemp("programme"), years=[2024, 2025])
    with snapshots.opened(folder) as con:
        yield snapshots.asking(con)


def draft(ask, parts: list[str], **rows: list[dict]):
    """Written from these rows, and for what is not named from the snapshot."""
    made = documents.draft(lambda name, **more: rows[name] if name in rows else ask(name, **more), SUBJECT)
    made.write(parts)
    return made


def said(made) -> dict[str, str]:
    """Place → what stands there, with its figures."""
    figures = made.paper.figures
    return {p.place: p.lead + filled(p.template, figures) for p in made.paragraphs}


def filled(template: str, figures: dict[str, str]) -> str:
    for key, text in figures.items():
        template = template.replace(f"{{{key}}}", text)
    return template


def test_targets_are_counted_named_and_put_in_a_table(ask):
    rows = [
        TARGET, TARGET | {"target_code": "CT2", "target_name": "Người dân", "measure": "%", "planned": 90.0, "done": 92.0, "done_pct": 102.2},
        TARGET | {"target_code": "CT3", "target_name": "Chưa rõ", "done": None, "done_pct": None, "money_spent": None},
    ]  # fmt: skip
    made = draft(ask, ["nghi_quyet"], resolution_targets=rows)
    words = said(made)
    assert "có 03 chỉ tiêu; 1/2 chỉ tiêu có số liệu đạt hoặc vượt kế hoạch; 01 chỉ tiêu chưa có số liệu (Chưa rõ, 2022 - 2025)." in words["nghi_quyet.chi_tieu"]  # fmt: skip
    assert (
        words["nghi_quyet.CT1.2022"] == "- Hội nghị, 2022 - 2025: thực hiện 96 trên kế hoạch 120 hội nghị, bằng 80,0%."
    )
    assert "nghi_quyet.CT2.2022" not in words and words["nghi_quyet.danh_gia"].endswith(UNWRITTEN)
    assert "đã dùng 16 đồng; kế hoạch 30 đồng." in words["nghi_quyet.kinh_phi"]
    (table,) = [part for part in made.paper.parts if isinstance(part, Table)]
    assert (table.number, table.caption) == (1, "Kết quả thực hiện các chỉ tiêu, giai đoạn 2022 - 2025")
    assert [plain(cell) for cell in table.rows[2][2:]] == ["hội nghị", "120", "–", "–", "–"], "missing is –, not 0"
    assert "Chưa có số liệu thực hiện: Chưa rõ, 2022 - 2025." in made.paragraphs[-1].evidence[-1]


def test_both_dates_of_the_resolution_are_noted_in_a_draft_alone(ask):
    notes = [part.text for part in draft(ask, ["nghi_quyet"]).paper.parts if hasattr(part, "text")]
    assert "V. Tổng kết" not in notes and "I. Tổng kết thực hiện Nghị quyết số 110/2022/NQ-HĐND" in notes
    assert sum("07/9/2022 và 09/7/2022" in note for note in notes) == 2
    signed = documents.draft(ask, SUBJECT)
    signed.write(["nghi_quyet"], version=1)
    assert not [part for part in signed.paper.parts if "09/7/2022" in getattr(part, "text", "")]


def test_without_rows_the_places_are_open_and_have_questions(ask):
    names = ("resolution_targets", "topics", "topic_results", "it_systems", "proposals", "recognitions")
    nothing: dict[str, list[dict]] = {name: [] for name in names}
    made = draft(ask, [*documents.KINDS["so-ket"].sections], **nothing)
    open_ = {p.place for p in made.paragraphs if p.is_unwritten}
    assert open_ >= {
        "mo_dau", "chi_dao.cong_nghe", "chi_dao.mo_hinh", "nghi_quyet.chi_tieu", "nghi_quyet.danh_gia", "nhiem_vu.chuyen_de",
        "kien_nghi.the_che", "kien_nghi",
    }  # fmt: skip
    assert all(
        open_places.questions(place) for place in open_ if not place.startswith(("chi_dao.", "nhiem_vu.", "ton_tai"))
    )
    assert open_places.questions("chuyen_de.9") == open_places.QUESTIONS["chuyen_de"]


def test_a_topic_says_what_registers_have_of_it(ask):
    topics = [{"topic_code": code, "topic_name": f"Tên {code}", "lead": None, "sort_order": 1} for code in ("8", "9")]
    money = [
        {"topic_code": "9", "amount": 5_000_000.0, "unit_code": "TP"},
        {"topic_code": None, "amount": 7.0, "unit_code": "TP"},
    ]
    of_unit = RESULT | {"unit_code": "TP", "unit_name": "Phòng Tư pháp", "classes": 9}
    made = draft(
        ask, ["chuyen_de"], topics=topics, topic_results=[RESULT, of_unit, of_unit | {"year": 2025, "participants": None}],
        budgets=money, issued_documents=[{"topic_code": "9"}], inspections=[],
        plan_tasks=[{"topic_code": "9"}, {"topic_code": None}],
    )  # fmt: skip
    words = said(made)
    assert words["chuyen_de.8"] == f"1. Chuyên đề 8. Tên 8: {UNWRITTEN}"
    assert words["chuyen_de.9"] == (
        "2. Chuyên đề 9. Tên 9: tự đánh giá; đã tổ chức 13 cuộc, lớp; 1.200 lượt người dự; 01 văn bản đã ban hành; kinh phí có số "
        "liệu 5.000.000 đồng; gồm 01 nhiệm vụ của Kế hoạch đã nêu ở phần trên."
    ), "the city's own report of a year counts, else those of units"
    assert "chuyên đề 8." in made.paragraphs[-1].evidence[0]


def test_proposals_stand_by_addressee_and_in_an_annex(ask):
    row = {"content": "Sửa tiêu chí.", "addressee": "Bộ Tư pháp", "year": 2025, "basis": "Kết quả các năm", "document_number": None, "answer": None}  # fmt: skip
    made = draft(
        ask, ["kien_nghi", "phu_luc_the_che"], proposals=[row, row | {"content": "Khác", "addressee": "HĐND tỉnh"}]
    )
    assert "có 02 đề xuất, gửi Bộ Tư pháp: 01; HĐND tỉnh: 01." in said(made)["kien_nghi.the_che"]
    text = "\n".join(p.text for p in Document(io.BytesIO(docx.written(made.paper))).paragraphs)
    assert "- Bộ Tư pháp: Sửa tiêu chí (căn cứ: kết quả các năm)." in text
    assert "Bảng 1. Đề xuất hoàn thiện thể chế, giai đoạn 2022 - 2025" in text
    assert "Số liệu chi tiết tại Phụ lục (Bảng 1) kèm theo." in text
    empty = draft(ask, ["kien_nghi", "phu_luc_the_che"], proposals=[])
    assert "Phụ lục" not in "\n".join(p.text for p in Document(io.BytesIO(docx.written(empty.paper))).paragraphs)


def test_the_instruction_of_the_province_is_cited(ask):
    row = {"document": "so-ket", "year": 2025, "number": "12/STP-PBGDPL", "issued_on": dt.date(2025, 3, 4), "issuer": "Sở Tư pháp", "title": "Sơ kết Đề án"}  # fmt: skip
    words = said(draft(ask, ["nghi_quyet"], report_instruction=[row]))["mo_dau"]
    assert "; Văn bản số 12/STP-PBGDPL ngày 04/3/2025 của Sở Tư pháp về việc sơ kết Đề án, " in words
    assert UNWRITTEN in said(draft(ask, ["nghi_quyet"]))["mo_dau"]


def test_a_draft_of_a_release_without_these_tables_is_said_to_be_so(tmp_path):
    def before(name, **more):
        raise duckdb.BinderException("review_part")

    of = verify.Source(SUBJECT, ["nghi_quyet"], "000001-20261201", 0, 0)
    with pytest.raises(verify.NoSnapshot, match="do bản phần mềm trước lập"):
        verify.expected(of, Warehouse(tmp_path), before)


# the registers


def with_topics():
    return forms.context(
        plan_tasks=[("3", 2, "Tập huấn", "PTP", None, "2023", 2023, 2024, None)],
        topics=[("9", "Đánh giá hiệu quả", None, 1)],
    )


def test_rows_are_tagged_with_a_topic_by_code_or_name():
    header = ["TT", "Đơn vị", "Năm", "Nguồn kinh phí", "Kinh phí (đồng)", "Chuyên đề"]
    lines = [[1, "Phường Bãi Cháy", 2024, "Ngân sách", 5, said] for said in ("", "Chuyên đề 9")]
    parsed = door.parse(workbook([header, *lines]), "a.xlsx", with_topics())
    assert [row.topic_code for row in parsed.rows["raw.budget"]] == [None, "9"], "two topics are two sums"
    named = door.parse(workbook([header, [*lines[0][:-1], "Đánh giá hiệu quả"]]), "a.xlsx", with_topics())
    assert [row.topic_code for row in named.rows["raw.budget"]] == ["9"]


def test_a_name_that_topics_share_is_that_of_none():
    """As long as nobody has written the names of a programme, all are called alike."""
    shared = forms.context(topics=[(code, "[…]", None, 1) for code in ("1", "2")] + [("9", "1", None, 2)])
    parsed = door.parse(
        workbook([["Chuyên đề", "Năm", "Kết quả theo chuyên đề"], ["[…]", 2024, "A"]]), "a.xlsx", shared
    )
    assert [f.code for f in parsed.findings] == ["unknown_topic"]
    assert shared.topics == {"1": "1", "2": "2", "9": "9"}, "nor does a name stand for the code of another"


def test_a_register_from_before_topics_says_the_same_as_then():
    """Content by which a file is known again: of a release that knew no topics."""
    assert door.parse(tasks(DONE), "a.xlsx", context()).content_hash == TASKS_BEFORE
    money = ["TT", "Đơn vị", "Năm", "Nguồn kinh phí", "Kinh phí (đồng)"]
    parsed = door.parse(workbook([money, [1, "Phường Bãi Cháy", 2024, "Ngân sách", 5]]), "a.xlsx", with_topics())
    assert parsed.content_hash == MONEY_BEFORE


TASKS_BEFORE = "4532fcee8a524ba47cf034002c063d290ee37596aed804cb7179ab4ac7cefe97"
MONEY_BEFORE = "fe8e374a4ded607e6e465fac43d747fcc33efb14ad5bb54d23016cf93c38ad42"


@pytest.mark.parametrize(
    ("header", "line", "table"),
    [
        (["Chuyên đề", "Năm", "Đơn vị thực hiện", "Kết quả theo chuyên đề", "Số lượt người dự"], ["9", 2024, "Phường Bãi Cháy", "Đã làm", 30], "topic_result"),
        (["Tên phần mềm", "Năm", "Nội dung ứng dụng", "Số đơn vị dùng"], ["Trang tin", 2024, "Hỏi đáp", 12], "it_system"),
        (["Mô hình, khen thưởng", "Tên mô hình", "Năm", "Kết quả, thành tích"], ["Mô hình", "Ngày pháp luật", 2024, "Tốt"], "recognition"),
        (["Nội dung đề xuất thể chế", "Căn cứ", "Cấp có thẩm quyền", "Năm"], ["Sửa", "Kết quả", "Bộ Tư pháp", 2024], "proposal"),
    ],
)  # fmt: skip
def test_a_register_is_known_by_its_header(header, line, table):
    parsed = door.parse(workbook([["SỔ"], header, line]), "a.xlsx", with_topics())
    assert (parsed.kind, parsed.findings, list(parsed.rows)) == ("progress", [], [f"raw.{table}"])
    assert line[0] in parsed.rows[f"raw.{table}"][0] or table == "recognition"


def test_the_newest_row_of_each_key_is_in_the_marts(office):
    money = ["TT", "Đơn vị", "Năm", "Nguồn kinh phí", "Kinh phí (đồng)", "Chuyên đề"]
    spent = [[1, NAME, 2024, "Ngân sách", 5, ""], [2, NAME, 2024, "Ngân sách", 7, "9"]]
    proposal = ["Nội dung đề xuất thể chế", "Căn cứ đề xuất", "Cấp có thẩm quyền", "Năm", "Bỏ dòng này"]
    made = [["Sửa", "Kết quả", "Bộ Tư pháp", 2024, ""], ["Sửa", "Kết quả", "HĐND tỉnh", 2024, ""]]
    first = office.load(
        office.write("a.xlsx", [money, *spent]), office.write("b.xlsx", [proposal, *made]), on="2026-12-01"
    )
    later = [money, [1, NAME, 2024, "Ngân sách", 8, "9"]], [proposal, [*made[1][:-1], "x"]]
    second = office.load(*(office.write(f"{n}.xlsx", rows) for n, rows in enumerate(later)), on="2026-12-02")
    assert [*statuses(first), *statuses(second)] == ["accepted"] * 4
    assert office.rows("select topic_code, amount from mart.budget order by amount") == [(None, 5), ("9", 8)]
    assert office.rows("select addressee, basis from mart.proposal") == [("Bộ Tư pháp", "Kết quả")]


def test_a_target_may_be_of_hundreds_of_thousands(office):
    path = office.folder / "resolution_targets.csv"
    head = "target_code,year_from,year_to,sort_order,target_name,measure,planned,done"
    path.write_text(f"{head}\nCT,2022,2025,1,Lượt người dự,lượt,125000,131250.5\n", encoding="utf-8")
    assert statuses(office.load(path, on=None)) == ["accepted"]
    asked = "select planned, done, done_pct from mart.resolution_target"
    assert [[float(value) for value in row] for row in office.rows(asked)] == [[125000, 131250.5, 105.0004]]
