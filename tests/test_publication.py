"""Công bố: what is open before a stage, the act by one person or by two, what is kept of it, and what changed since."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from etl.desk import doctor, register_book
from etl.run.stage import New, WrongStage, propose, set_stages
from pages._publication import act, open_work, stages
from pages._shared import door
from reports import confirmation, department_form, dossier, notice
from reports.paper import Paragraph, Table
from reports.year_file import Entry
from tests import snapshots
from tests.office import NAME, TODAY, UNIT, YEAR, correction_row
from tests.office import codes as codes_of
from tests.test_pages import html_of, open_page, words
from warehouse import acting, questions
from warehouse.store import DOCTOR, WarehouseError
from words.labels import STAGE, TELL_ADMIN, of_error

pytestmark = pytest.mark.usefixtures("no_sample")

AT = "2026-12-15T08:30:00+07:00"
DOCUMENT = ("12/TB-UBND", date(2025, 3, 1))
SIGNED = ("TB-12.pdf", b"%PDF-1.7 signed")


@pytest.fixture
def as_person(monkeypatch):
    """Acts for somebody whom the provider names."""

    def become(who: str) -> None:
        for name, value in acting.Acting(who, "steward", acting.SIGNED_IN).environment().items():
            monkeypatch.setenv(name, value)

    return become


def put(office, stage: str, document=(None, None), **more) -> str:
    return set_stages(office.warehouse, [New(YEAR, stage, *document, **more)], TODAY)


def open_of(office) -> dict[str, list[tuple[str | None, int]]]:
    with office.connect() as con:
        rows = questions.ask(con, "open_work", year=YEAR).to_pylist()
    topics = {row["topic"] for row in rows}
    return {topic: [(row["unit_name"], row["things"]) for row in rows if row["topic"] == topic] for topic in topics}


def test_who_publishes_is_not_who_proposed(office, as_person):
    new = New(YEAR, "published", *DOCUMENT, "Lần đầu", SIGNED)
    as_person("lan@x.vn")
    with pytest.raises(WrongStage, match="người thứ hai"):
        set_stages(office.warehouse, [new], TODAY)
    with pytest.raises(WrongStage, match="không cần người thứ hai"):
        propose(office.warehouse, New(YEAR, "submitted"), TODAY, AT)
    propose(office.warehouse, new, TODAY, AT)
    with pytest.raises(WrongStage, match="người thứ hai"):
        put(office, "published", DOCUMENT)
    as_person("binh@x.vn")
    with pytest.raises(WrongStage, match="người thứ hai"):
        put(office, "published", ("13/TB-UBND", DOCUMENT[1]))
    put(office, "published", DOCUMENT)
    asked = "select set_by, proposed_by, note, file_name, file_sha256 from mart.stage_history where year = ?"
    ((*who, digest),) = office.rows(asked, YEAR)
    assert who == ["binh@x.vn", "lan@x.vn", "Lần đầu", "TB-12.pdf"]
    assert office.warehouse.archived(digest, "pdf").read_bytes() == SIGNED[1]
    assert office.warehouse.state().proposal_of(YEAR) is None, "it is done"
    assert doctor.run(office.warehouse, TODAY, quick=True) == []
    office.warehouse.archived(digest, "pdf").write_bytes(b"other")
    assert [p.code for p in doctor.run(office.warehouse, TODAY, quick=True)] == ["version_damaged"]


@pytest.mark.parametrize("signed", [("x.pdf", b"PK\x03\x04"), ("x.exe", b"%PDF-"), ("x.docx", b"%PDF-")])
def test_a_signed_document_is_what_its_name_says(office, signed):
    with pytest.raises(WrongStage, match="PDF hoặc Word"):
        put(office, "published", DOCUMENT, signed=signed)
    assert doctor.run(office.warehouse, TODAY, quick=True) == [], "nothing of it stays in the archive"


def test_a_scanner_may_write_its_ending_in_capitals(office):
    put(office, "published", DOCUMENT, signed=("QUET 0012.PDF", SIGNED[1]))
    ((name, digest),) = office.rows("select file_name, file_sha256 from mart.stage_history where year = ?", YEAR)
    assert name == "QUET 0012.PDF" and office.warehouse.archived(digest, "pdf").read_bytes() == SIGNED[1]
    assert doctor.run(office.warehouse, TODAY, quick=True) == []


def test_what_is_open_is_told_until_it_is_closed(office):
    found = open_of(office)
    assert "missing" not in found, "nobody is waited for in a year of which nothing came"
    assert found.keys() == {"no_survey"}, "the reference of the sample sets the days for opinions"
    sent = office.form("a.xlsx", A1=3, A2=2)
    office.load(sent)
    found = open_of(office)
    assert found["missing"] and NAME not in dict(found["missing"])
    assert found["unverified"] == [(NAME, 1)]
    office.load(
        office.reply("r.xlsx", ["A1", "Kế hoạch", 3, 2, "Không đồng ý", "Có minh chứng", "", 3, ""]), on="2025-02-10"
    )
    assert open_of(office)["reply"] == [(NAME, 1)]


def test_stages_that_may_follow():
    past = [{"stage": "submitted"}]
    assert act.next_stages({"stage": "provisional"}, []) == ["opinions", "submitted", "published"]
    assert act.next_stages({"stage": "submitted"}, past) == ["published", "returned"]
    assert act.next_stages({"stage": "returned"}, [*past, {"stage": "returned"}]) == ["submitted", "opinions"]
    assert act.next_stages({"stage": "published"}, [{"stage": "published"}]) == ["amended"]
    assert {stages.place_of(stage) for stage in STAGE} == set(range(5))


def test_every_topic_has_words_and_a_page_that_closes_it():
    asked = set(re.findall(r"(?:select|select distinct|then|else) '(\w+)'", questions.text("open_work"))) - STAGE.keys()
    assert asked == open_work.TOPICS.keys() >= set(open_work.UNCOUNTED)


def test_the_page_acts_through_the_command_line(monkeypatch):
    given = []

    stderr = "Không được.\n"

    def run(*words: str):
        given.append([Path(w[9:]).read_bytes() if w.startswith("--signed=") else w for w in words])
        return CompletedProcess(words, 2, "", stderr)

    monkeypatch.setattr(door, "etl", run)
    assert door.set_stage(YEAR, "published", *DOCUMENT, "-x", ("../a.pdf", SIGNED[1]), True) == "Không được."
    assert given == [["stage", "2024", "published", "--document-number=12/TB-UBND", "--document-date=2025-03-01", "--note=-x", "--propose", SIGNED[1]]]  # fmt: skip
    stderr = f"Kho thiếu tệp. {DOCTOR}\n"
    told = door.set_stage(YEAR, "submitted", "", None, "", None, False)
    assert told == f"Kho thiếu tệp. {TELL_ADMIN}" == of_error(WarehouseError(stderr.strip())), (
        "no command line on a page"
    )


def register_of(office, name: str, **rows) -> Path:
    path = office.folder / name
    path.write_bytes(register_book.write("follow_up", {"unit": {UNIT: NAME}}, rows))
    return path


def test_objections_and_sheets_are_open_until_they_are_answered(office):
    objection = {"unit_code": UNIT, "year": YEAR, "received_on": date(2025, 4, 2), "content": "Xem lại A1"}
    sheet = {"unit_code": UNIT, "year": YEAR, "sent_on": date(2026, 12, 10), "due_on": date(2026, 12, 15)}
    office.load(register_of(office, "1.xlsx", objection=[objection], confirmation=[sheet]))
    asked = "select o.is_open, c.is_closed, c.returned_on from mart.objection as o, mart.confirmation as c"
    assert office.rows(asked) == [(True, False, None)], "its last day is not past"
    answered = objection | {"answered_on": date(2025, 4, 20), "answer": "Giữ nguyên", "answer_document": "9/TP"}
    back = sheet | {"returned_on": date(2026, 12, 14), "content": "Đúng"}
    office.load(register_of(office, "2.xlsx", objection=[answered], confirmation=[back]), on="2025-01-04")
    assert office.rows(asked) == [(False, True, date(2026, 12, 14))]
    late = sheet | {"due_on": date(2026, 12, 14)}
    office.load(register_of(office, "3.xlsx", confirmation=[late]), on="2025-01-05")
    assert office.rows(asked) == [(False, True, None)], "nobody answered in time"


def test_the_way_of_a_year_on_the_page(monkeypatch, office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    put(office, "submitted")
    put(office, "returned", note="Bổ sung nhóm C")
    folder, here = office.warehouse.root, {"nam": str(YEAR), "mo": ["viec-con-mo", "chuyen"]}
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    app = open_page(monkeypatch, folder, "publication.py", **here)
    shown = html_of(app)
    assert "Trả lại để chỉnh sửa" in words(app) and "Bổ sung nhóm C" in shown
    links = {link.proto.label for link in app.get("page_link")}
    assert any("chưa được thẩm định ở mọi tiêu chí: Phòng Kinh tế → Thẩm định điểm" in label for label in links)
    assert any("[…]" in label for label in links), "places of the reports that people have to write"

    app.selectbox(key=f"giai_doan_{YEAR}").select("opinions").run()
    assert not app.button(key="chuyen_giai_doan").disabled
    typed = {box.proto.id for box in (*app.text_area, *app.date_input, *app.get("file_uploader"))}
    put(office, "submitted")
    app = open_page(monkeypatch, folder, "publication.py", **here)
    app.selectbox(key=f"giai_doan_{YEAR}").select("published").run()
    now = {box.proto.id for box in (*app.text_area, *app.date_input, *app.get("file_uploader"))}
    assert len(typed) == 3 and not typed & now, (
        "a browser would offer note, day and file of the last stage for the next"
    )
    app.button(key="chuyen_giai_doan").click().run()
    assert app.warning[0].value == "Cần số và ngày văn bản.", "without number and day"
    assert not any(button.key == "chuyen_that" for button in app.button)

    put(office, "published", DOCUMENT)
    app = open_page(monkeypatch, folder, "publication.py", **here)
    assert "số liệu vẫn như bản đã công bố" in words(app)
    office.load(office.correction("c.xlsx", correction_row()), on="2025-03-10")
    written = []
    monkeypatch.setattr(door, "record", lambda name, book, day: (written.append(book), (None, "Kho bận."))[1])
    app = open_page(monkeypatch, folder, "publication.py", nam=str(YEAR), mo=["kien-nghi", "phieu-xac-nhan"])
    every = len(app.multiselect[0].options)
    assert f"Đã gửi **0/{every}** đơn vị" in words(app)
    app.button(key="ghi_gui_phieu").click().run()
    sheet = openpyxl.load_workbook(io.BytesIO(written.pop()))["Phiếu xác nhận"]
    assert [row[2] for row in sheet.iter_rows(min_row=6, values_only=True) if row[1]] == [YEAR] * every
    assert [error.value for error in app.error] == ["Kho bận."]
    app.button(key="ghi_kien_nghi_moi").click().run()
    assert not written and app.error[0].value == "Cần ghi nội dung kiến nghị."
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "leader")
    app = open_page(monkeypatch, folder, "publication.py", nam=str(YEAR), mo=["khac", "kien-nghi"])
    assert "Chưa ghi kiến nghị nào" in words(app)
    assert "**1** đơn vị khác bản đã công bố" in words(app) and "phát sinh sau công bố" in words(app)
    shown = html_of(app)
    assert "điểm 5 → 4,5" in shown
    assert "A1, điểm tự chấm" in shown and "Đính chính: Nhập nhầm (Nguyễn Văn A, 15/TP)" in shown, "why"
    assert office.warehouse.state().files[-1]["who"] in shown, "and who"
    assert "Chuyển giai đoạn" not in [fold.label for fold in app.expander], "a leader reads"


# ------------------------------------------------------------------ what goes out

FACTS = {
    "office_name": "Phòng Tư pháp", "synthesising_body": "UBND thành phố Hạ Long", "city_name": "thành phố Hạ Long",
    "as_of": date(2026, 12, 15), "illustrative": True, "illustrative_words": "số liệu minh họa", "snapshot_id": "s1",
    "verification_word": "thẩm định", "time_zone": None, "office_signer": None,
}  # fmt: skip
RESULT = {
    "unit_name": "Phòng Kinh tế", "block_name": "Phòng", "self_points": 92.0, "points": 89.996, "max_points": 100.0,
    "score_pct": 89.996, "bounds": [90.0, 70.0], "score_basis": "verified", "criteria_applicable": 32, "class_name": "Khá",
    "is_rated": True,
}  # fmt: skip
PUBLIC = {"snapshot_id": "s1", "document_number": "12/TB-UBND", "document_date": date(2025, 3, 1)}


def said_to(stage=PUBLIC, **row) -> str:
    paper = notice.paper_of(notice.Notice(YEAR, [], FACTS, stage, None), RESULT | row)
    return "\n".join("".join(map(str, part.parts)) for part in paper.parts if isinstance(part, Paragraph))


def test_a_notice_tells_a_unit_its_own_result_and_no_more_than_is_decided():
    text = said_to()
    assert "công bố theo văn bản số 12/TB-UBND ngày 01/03/2025" in text and "Xếp loại: Khá." in text
    assert "(89,99% điểm tối đa)" in text, "no bound is shown before it is reached"
    assert "trước ngày […]" in text, "nobody set days for objections"
    assert "hạng" not in text
    assert "kết quả chưa công bố" in said_to(dict.fromkeys(PUBLIC))
    assert "Không xếp loại" in said_to(class_name=None) and "Xếp loại" not in said_to(is_rated=False)
    rows = [RESULT, RESULT | {"score_basis": "mixed"}, RESULT | {"score_pct": None}]
    assert notice.official(rows) == [RESULT]


def test_the_dossier_takes_what_was_signed_off_else_the_draft(monkeypatch):
    def entry(name: str) -> list[Entry]:
        return [Entry(name, name, "", name.encode())]

    signed = {"ket-qua": {"name": "ket-qua-ban-2"}}
    monkeypatch.setattr(dossier, "signed", lambda _, subject: signed.get(subject.kind))
    monkeypatch.setattr(dossier.year_file, "of_version", lambda _, version, zone: entry(version["name"]))
    monkeypatch.setattr(dossier.year_file, "of_draft", lambda _, ask, subject, when: entry(subject.kind))
    answers = {"snapshot": [FACTS], "replies": []}
    made = dossier.of_year(None, lambda question, **_: answers[question], YEAR)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        names, listed = packed.namelist(), packed.read("00-danh-muc-ho-so-trinh-2024.xlsx")
    assert names[2:] == ["01-to-trinh", "02-ket-qua-ban-2", "03-thong-bao"]
    cells = {cell.value for row in openpyxl.load_workbook(io.BytesIO(listed)).active.iter_rows() for cell in row}
    assert hashlib.sha256(b"ket-qua-ban-2").hexdigest() in cells


def test_a_sheet_says_facts_alone_for_the_unit_to_confirm():
    deadline = {"year": YEAR, "milestone_name": "Báo cáo tự đánh giá", "due_on": date(2025, 1, 6), "done_on": None, "extended_until": None}  # fmt: skip
    head = {"position": "Trưởng phòng", "capacity": "acting", "term_from": date(2024, 7, 1), "term_to": None, "days_in_office": 184}  # fmt: skip
    scored = {"parent_code": None, "self_na": False, "verified_na": False, "is_issued": True, "self_points": 2.0, "evidence": "KH 1"}  # fmt: skip
    answers = {
        "snapshot": [FACTS], "unit_deadlines": [deadline, deadline | {"year": YEAR - 1}], "unit_heads": [head],
        "score_entry": [
            scored | {"criterion_code": "A1", "evidence": None}, scored | {"criterion_code": "A3"},
            scored | {"criterion_code": "A2", "self_na": True, "is_issued": False, "self_points": None},
        ],
    }  # fmt: skip
    row = RESULT | {"year": YEAR, "unit_code": UNIT, "criteria_scored": 31}
    paper = confirmation.paper_of(lambda question, **_: answers[question], row, date(2025, 2, 20))
    said = "\n".join("".join(map(str, part.parts)) for part in paper.parts if isinstance(part, Paragraph))
    assert "chậm nhất hết ngày 20/02/2025" in said and "Trưởng phòng (quyền), từ 01/07/2024 (184 ngày" in said
    assert "31/32 tiêu chí áp dụng có điểm" in said
    assert "- Không áp dụng: A2." in said and "chưa nêu tài liệu kiểm chứng: A1." in said
    (table,) = [part for part in paper.parts if isinstance(part, Table)]
    assert table.rows == [["Báo cáo tự đánh giá", "06/01/2025", "–", ""]]


def test_what_one_unit_said_of_its_sheet_is_not_offered_for_the_next(monkeypatch, office):
    """A browser keeps what stands in a box that stays the same."""
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    sheets = [
        {"unit_code": unit, "year": YEAR, "sent_on": date(2025, 3, 2), "due_on": date(2025, 3, 9)}
        for unit in (UNIT, "PTP")
    ]
    boxes = []
    for day, back in ((3, {}), (4, {"returned_on": date(2025, 3, 4), "content": "Đúng"})):
        path = office.folder / f"{day}.xlsx"
        names = {"unit": {UNIT: NAME, "PTP": "Phòng Tư pháp"}}
        path.write_bytes(register_book.write("follow_up", names, {"confirmation": [sheets[0] | back, sheets[1]]}))
        office.load(path, on=f"2025-03-0{day}")
        app = open_page(monkeypatch, office.warehouse.root, "publication.py", nam=str(YEAR), mo="phieu-xac-nhan")
        boxes += [box.proto.id for box in app.text_area if box.label.startswith("Ý kiến của đơn vị")]
    assert len(boxes) == len(set(boxes)) == 2


def form_of(office, stage: dict) -> list[tuple]:
    with office.connect() as con:
        ask = snapshots.asking(con)
        sheet = openpyxl.load_workbook(io.BytesIO(department_form.xlsx(ask, ask, YEAR, stage))).active
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_a_row_of_the_reference_is_a_column_of_the_form_for_the_department(office):
    office.load(office.form("a.xlsx", A1=2.5, A2=2))
    office.load(office.issued("b.xlsx", A1=3, A2=1), on="2025-02-03")
    shown = form_of(office, PUBLIC)
    (head,) = [n for n, row in enumerate(shown) if "STT" in row]
    assert any("không phải mẫu của Sở Tư pháp" in str(row[0]) for row in shown[:head]), "what nobody prescribed says so"
    assert "A1" in shown[head + 1] and shown[head + 2][:2] == ("(1)", "(2)")
    (row,) = [row for row in shown if NAME in row]
    codes = dict(zip(shown[head + 1], row, strict=True))
    assert (codes["A1"], codes["A2"]) == (3, 1) and codes["B1"] == "–", "a criterion without a score is none, not 0"
    said = dict(zip(shown[head], row, strict=True))
    assert said["Ngày nhận"].date() == date(2025, 1, 3) and said["Ngày thẩm định"] == "–", "not all of it is verified"

    layout = [
        [2, 2022, "Tên đơn vị", "unit_name", ""], [1, 2022, "Văn bản công bố", "published_document", ""],
        [3, 2022, "Điểm A2", "criterion", "A2"], [4, 2025, "Năm sau", "blank", ""],
    ]  # fmt: skip
    office.load(reference(office, layout), on=None)
    shown = form_of(office, PUBLIC)
    (head,) = [n for n, row in enumerate(shown) if "Tên đơn vị" in row]
    assert shown[head] == ("Văn bản công bố", "Tên đơn vị", "Điểm A2")
    assert ("12/TB-UBND", NAME, 1) in shown
    assert not [row for row in form_of(office, PUBLIC | {"snapshot_id": None}) if "12/TB-UBND" in row]
    refused = office.load(reference(office, [[1, 2022, "Z9", "criterion", "Z9"]]), on=None)
    assert "value_not_allowed" in codes_of(refused)


def reference(office, layout: list[list]) -> Path:
    rows = [["sort_order", "year_from", "heading", "holds", "criterion_code"], *layout]
    path = office.folder / "department_form.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    return path
