"""What is typed on the intake page: lines of the register and forms on paper. Drafts until they are recorded through the door."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date, datetime

import duckdb
import pytest
from streamlit.util import calc_hash

from etl.desk import headers
from pages._data_checks import reconciliation
from pages._intake import draft, paper, pasted, register
from pages._shared import data, door, guard
from tests import cli
from tests.forms import workbook
from tests.office import NAME, UNIT, YEAR
from tests.test_intake_page import in_process, press
from tests.test_pages import html_of, open_page, type_in_grid, words
from warehouse import questions, workspace
from warehouse.store import Warehouse
from words import labels

pytestmark = pytest.mark.usefixtures("no_sample")


@pytest.fixture
def warehouse(reference_only, tmp_path, monkeypatch):
    folder = shutil.copytree(reference_only, tmp_path / "warehouse")
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(folder))
    monkeypatch.setattr(door, "etl", in_process)
    return folder


def kept(folder, document: str, place: str, typed: dict, by: str | None = None) -> None:
    words_ = json.dumps(typed)
    by = by or guard.user_of_this_machine()
    workspace.keep_draft(folder, document, place, words_, based_on=0, by=by, at=datetime(2025, 1, 3))


def line(**more) -> dict:
    return {
        register.UNIT: NAME,
        register.WHAT: "Báo cáo tự đánh giá",
        register.CAME: "2025-01-03",
        register.NUMBER: "12/BC",
    } | more


def test_lines_of_the_register_are_typed_and_recorded(warehouse, monkeypatch):
    what = cli.rows(warehouse, "select milestone_name from mart.milestone where milestone_code = 'self_assessment'")[0][
        0
    ]
    other = line(
        **{register.UNIT: "Phường Hồng Gai", register.CAME: None, register.SIGNED: "2025-01-04", register.TOTAL: "81,5"}
    )
    kept(warehouse, register.DOCUMENT, str(YEAR), {"rows": [row | {register.WHAT: what} for row in (line(), other)]})
    kept(warehouse, register.DOCUMENT, str(YEAR), {"rows": [line()]}, by="Chị Lan")
    app = open_page(monkeypatch, warehouse, "intake.py", mo="so-tiep-nhan", nam=str(YEAR))
    assert "Chị Lan cũng đang ghi sổ năm 2024" in app.warning[0].value
    type_in_grid(app, edited_rows={"0": {register.NUMBER: "13/BC"}})
    app = open_page(monkeypatch, warehouse, "intake.py", mo="so-tiep-nhan", nam=str(YEAR))
    assert list(app.data_editor[0].value[register.NUMBER]) == ["13/BC", "12/BC"], "kept as it was typed"
    press(app, "Ghi vào sổ")
    assert "Đã ghi 2 dòng" in app.success[0].value
    noted = "select unit_code, received_on, document_number, signed_on, signed_total from mart.register_row order by unit_code"
    assert cli.rows(warehouse, noted) == [
        (UNIT, date(2025, 1, 3), "13/BC", None, None),
        ("P_HONG_GAI", date(2025, 1, 4), "12/BC", date(2025, 1, 4), 81.5),
    ]
    assert not workspace.drafts(warehouse, register.DOCUMENT, guard.user_of_this_machine()), (
        "what is recorded is no draft"
    )
    assert workspace.drafts(warehouse, register.DOCUMENT), "what a colleague types stays"
    press(app, "Ghi vào sổ")
    assert "Chưa có dòng nào" in "".join(w.value for w in app.warning)


@pytest.mark.parametrize(
    ("missing", "said"), [({register.UNIT: None}, "Dòng 1: chọn đơn vị"), ({register.CAME: ""}, "Dòng 1: ghi ngày đến")]
)
def test_a_line_that_lacks_what_it_needs_is_told(missing, said):
    assert register.problem([line(**missing)]).startswith(said)
    assert not register.problem([line()])


def test_a_form_on_paper_is_typed_and_recorded(warehouse, monkeypatch):
    place = f"{YEAR} {UNIT}"
    cells = {"A1": {paper.POINTS: "2,5", paper.PERCENT: ""}, "A2": {paper.POINTS: "9", paper.PERCENT: ""}}
    facts = {"number": "15/BC", "day": "03/01/2025", "total": "4,5"}
    kept(warehouse, paper.DOCUMENT, place, facts | {"rows": cells})
    app = open_page(monkeypatch, warehouse, "intake.py", mo="nhap-tay", nam=str(YEAR))
    next(box for box in app.selectbox if box.key == "don_vi_bieu_giay").set_value(UNIT).run()
    assert "bản ký ghi 4,5\\: KHÔNG KHỚP" in words(app) and "A2\\: 9 lớn hơn điểm tối đa" in words(app)
    press(app, "Ghi nhận biểu này")
    assert "Chưa ghi nhận được, bản nháp còn nguyên" in app.error[0].value
    cells["A2"][paper.POINTS] = "2"
    kept(warehouse, paper.DOCUMENT, place, facts | {"rows": cells})
    app = open_page(monkeypatch, warehouse, "intake.py", mo="nhap-tay", nam=str(YEAR))
    next(box for box in app.selectbox if box.key == "don_vi_bieu_giay").set_value(UNIT).run()
    assert "Cộng các điểm đã gõ\\: 4,5, khớp bản ký" in words(app)
    press(app, "Ghi nhận biểu này")
    assert "Đã ghi nhận biểu giấy" in app.success[0].value
    scored = "select unit_code, points, received_on from mart.unit_year where points is not null"
    assert cli.rows(warehouse, scored) == [(UNIT, 4.5, date(2025, 1, 3))]
    paired = "select document_number, signed_on, signed_total, soft_total from mart.signed_document"
    assert cli.rows(warehouse, paired) == [("15/BC", date(2025, 1, 3), 4.5, 4.5)]
    app = open_page(monkeypatch, warehouse, "data_checks.py", nam=str(YEAR), mo=["ban-ky", "doi-chieu-dong", "day-du"])
    tables = html_of(app)
    assert "Khớp" in tables and "KHÔNG KHỚP" not in tables and NAME in tables and "Đã có điểm" in tables


def test_the_form_has_what_the_unit_has_to_score(warehouse):
    """The criteria of the blank form; E2 is not asked in 2023."""
    assert form_of(warehouse, 2023) == form_of(warehouse, 2024) - {"E2"}


def form_of(warehouse, year: int) -> set[str]:
    with duckdb.connect(str(cli.current(warehouse)), read_only=True) as con:
        rows = questions.ask(con, "form_criteria", year=year, unit=UNIT).to_pylist()
    assert all(row["is_scored"] for row in rows)
    return {row["criterion_code"] for row in rows}


def test_a_draft_takes_the_place_of_the_one_before(warehouse, monkeypatch):
    monkeypatch.setattr(data, "now", lambda: datetime(2025, 1, 3))
    for typed in ({"rows": [1]}, {"rows": [1, 2]}):
        draft.keep(warehouse, "x", "p", typed)
        (one,) = workspace.drafts(warehouse, "x")
        assert one.words.count(",") == len(typed["rows"]) - 1
    draft.keep(warehouse, "x", "p", {})
    assert not workspace.drafts(warehouse, "x")


@pytest.mark.proof
def test_a_header_is_explained_once(tmp_path, warehouse, monkeypatch):
    """A form with a word of its own for the scores waits; who knows the word says it, the file is in, and so is the next one."""
    for name, unit in (("a.xlsx", NAME), ("b.xlsx", "Phường Hồng Gai")):
        top = [[f"Đơn vị: {unit}"], [f"Năm đánh giá: {YEAR}"], ["TT", "Tiêu chí", "Điểm tối đa", "Chấm lần một"]]
        rows = [["A1", "Tiêu chí", 3, 2], ["A2", "Tiêu chí", 3, 1], ["A3", "Tiêu chí", 2, 1]]
        (tmp_path / name).write_bytes(workbook([*top, *rows]))
    assert cli.load(warehouse, tmp_path / "a.xlsx")[0] == 1
    app = open_page(monkeypatch, warehouse, "intake.py", mo="tieu-de-cot")
    press(app, "Xác nhận")
    assert "Chọn ý nghĩa của cột" in app.warning[0].value
    (box,) = (box for box in app.selectbox if "Chấm lần một" in box.label)
    assert "a.xlsx" in box.label and "Điểm tự chấm" in box.options
    box.set_value("self_points").run()
    press(app, "Xác nhận")
    assert "1 tệp đã được ghi nhận" in app.success[0].value and "Không có tệp nào chờ vì tiêu đề" in words(app)
    assert cli.load(warehouse, tmp_path / "b.xlsx")[0] == 0
    scored = "select unit_code, points from mart.unit_year where points is not null order by 1"
    assert cli.rows(warehouse, scored) == [(UNIT, 4), ("P_HONG_GAI", 4)]


@pytest.mark.proof
def test_a_table_of_no_kind_is_explained(tmp_path, warehouse, monkeypatch):
    """Whose headers are all strange is refused as unknown; its kind and its columns are said once."""
    head = ["Nơi chuyển đến", "Kỳ tính", "Hôm cầm được", "Việc gì"]
    (what,) = cli.rows(warehouse, "select milestone_name from mart.milestone where milestone_code = 'self_assessment'")[
        0
    ]
    rows = [[NAME, YEAR, "03/01/2025", what], ["Phường Hồng Gai", YEAR, "04/01/2025", what]]
    (tmp_path / "la.xlsx").write_bytes(workbook([head, *rows]))
    code, result = cli.load(warehouse, tmp_path / "la.xlsx")
    assert code == 1 and "unknown_kind" in {f["code"] for f in result["files"][0]["findings"]}
    (tmp_path / "thuc_don.xlsx").write_bytes(workbook([["Cơm"], ["Canh"], ["Rau"]]))
    cli.load(warehouse, tmp_path / "thuc_don.xlsx")
    app = open_page(monkeypatch, warehouse, "intake.py", mo="tieu-de-cot")
    assert "chưa rõ là loại hồ sơ nào" in words(app)
    assert "không khai báo được ở đây: thuc\\_don.xlsx" in words(app), "what has no columns is no dead end"
    next(box for box in app.selectbox if box.label == "Loại hồ sơ").set_value("intake_register").run()
    for header, field in zip(head, ("unit", "year", "received_on", "milestone"), strict=True):
        next(box for box in app.selectbox if header in box.label).set_value(field).run()
    press(app, "Xác nhận các cột và nhận lại tệp")
    assert "1 tệp đã được ghi nhận" in app.success[0].value
    assert cli.rows(warehouse, "select count(*) from mart.register_row") == [(2,)]


def test_what_waits_is_asked_again_once_the_journal_changes(tmp_path, monkeypatch):
    """A process of more than a second is none for every touch of the page; one that failed is tried again."""
    asked = []

    def etl(*words):
        asked.append(words)
        return subprocess.CompletedProcess(words, int(len(asked) == 1), f'[{{"n": {len(asked)}}}]', "")

    monkeypatch.setattr(door, "etl", etl)
    monkeypatch.setattr(data, "folder", lambda: tmp_path)
    journal = Warehouse(tmp_path).journal
    journal.parent.mkdir()
    journal.write_text("a")
    assert door.unknown_headers() == [] and door.unknown_headers() == door.unknown_headers() == [{"n": 2}]
    assert door.tables_of_no_kind() == [{"n": 3}], "another question"
    journal.write_text("ab")
    assert door.unknown_headers() == [{"n": 4}] and len(asked) == 4


def test_a_register_is_pasted_from_excel(warehouse, monkeypatch):
    """Columns are chosen once and kept; a column that nobody needs is left out; then it is checked like a file."""
    text = "Cơ quan gửi\tĐến ngày\tSố, ký hiệu\tGhi sổ\nPhòng Kinh tế\t03/01/2025\t12/BC\tLan\n\nPhòng Y tế\t23/01/2025\t\tLan\n"
    kept(warehouse, pasted.DOCUMENT, str(YEAR), {"text": text})
    app = open_page(monkeypatch, warehouse, "intake.py", mo="dan-so", nam=str(YEAR))
    press(app, "Kiểm tra bảng này")
    assert "Chưa cột nào là Đơn vị, Ngày đến" in app.warning[0].value
    for header, field in (("Cơ quan gửi", "unit"), ("Đến ngày", "received_on")):
        next(box for box in app.selectbox if f"“{header}”" in box.label).set_value(field).run()
    press(app, "Kiểm tra bảng này")
    assert "**1** tệp sẽ được ghi nhận" in words(app)
    press(app, "Ghi nhận số liệu")
    noted = "select unit_code, received_on, document_number from mart.register_row order by 1"
    assert cli.rows(warehouse, noted) == [(UNIT, date(2025, 1, 3), "12/BC"), ("PYT", date(2025, 1, 23), None)]
    assert headers.known(Warehouse(warehouse), "intake_register")["cơ quan gửi"] == "unit", "known from now on"


@pytest.mark.parametrize(
    ("soft", "signed", "said"),
    [
        ((None, None), ("2025-01-03", 80), "Có bản ký, chưa có bản mềm"),
        (("2025-01-03", 80), (None, None), "Có bản mềm, chưa có bản ký"),
        (("2025-01-03", 80), ("2025-01-03", None), "Đủ đôi, chưa ghi tổng bản ký"),
        (("2025-01-03", 80), ("2025-01-03", 80.5), "Tổng điểm LỆCH"),
        (("2025-01-03", 80.5), ("2025-01-03", 80.5), "Khớp"),
    ],
)
def test_soft_copy_and_signed_document_are_paired(soft, signed, said):
    row = dict(zip(("soft_on", "soft_total", "signed_on", "signed_total"), (*soft, *signed), strict=True))
    assert reconciliation.state(row) == said


def look_elsewhere(app, **query: str) -> None:
    """Another page, and back, in the same window."""
    for page, address in (("rankings.py", {}), ("intake.py", query)):
        app._page_hash = calc_hash(labels.PAGES[page][1])
        app.query_params.update(address)
        app.run()
        assert not app.exception, app.exception


def test_lines_that_were_typed_stand_there_after_another_page(warehouse, monkeypatch):
    address = {"mo": "so-tiep-nhan", "nam": str(YEAR)}
    app = open_page(monkeypatch, warehouse, "intake.py", **address)
    type_in_grid(app, added_rows=[line()])
    look_elsewhere(app, **address)
    assert list(app.data_editor[0].value[register.NUMBER]) == ["12/BC"]
    type_in_grid(app, added_rows=[line(**{register.NUMBER: "13/BC"})])
    (kept_now,) = workspace.drafts(warehouse, register.DOCUMENT)
    assert [row[register.NUMBER] for row in json.loads(kept_now.words)["rows"]] == ["12/BC", "13/BC"]


def test_points_that_were_typed_stand_there_after_another_page_and_go_once_they_are_recorded(warehouse, monkeypatch):
    facts = {"number": "15/BC", "day": "03/01/2025", "total": "2"}
    kept(warehouse, paper.DOCUMENT, f"{YEAR} {UNIT}", facts)
    address = {"mo": "nhap-tay", "nam": str(YEAR)}
    app = open_page(monkeypatch, warehouse, "intake.py", **address)
    next(box for box in app.selectbox if box.key == "don_vi_bieu_giay").set_value(UNIT).run()
    type_in_grid(app, edited_rows={"0": {paper.POINTS: "2"}})
    look_elsewhere(app, **address)
    next(box for box in app.selectbox if box.key == "don_vi_bieu_giay").set_value(UNIT).run()
    assert app.data_editor[0].value[paper.POINTS][0] == "2" and "khớp bản ký" in words(app)
    press(app, "Ghi nhận biểu này")
    assert "Đã ghi nhận biểu giấy" in app.success[0].value
    assert set(app.data_editor[0].value[paper.POINTS]) == {""}
    assert not any(box.value for box in app.text_input if box.label in paper.FACTS.values())
