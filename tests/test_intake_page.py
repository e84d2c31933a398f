"""The intake page: who may open it, and files that pass through the same door as on the command line."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import zipfile
from datetime import date

import openpyxl
import pytest
import streamlit as st

from etl.kinds import workers
from pages._intake import sent_back, todo
from pages._intake.upload import Intake
from pages._shared import data, door, guard, mapping
from sample_data import surveys as sample
from tests import cli, test_survey_load
from tests.forms import workbook
from tests.test_load_contract import form
from tests.test_pages import html_of, open_page, words
from warehouse import build

pytestmark = pytest.mark.usefixtures("no_sample")


class Upload(io.BytesIO):
    """What the browser hands over."""

    def __init__(self, content: bytes, name: str):
        super().__init__(content)
        self.name = name


@pytest.fixture
def warehouse(reference_only, tmp_path, monkeypatch):
    folder = shutil.copytree(reference_only, tmp_path / "warehouse")
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(folder))
    return folder


def test_a_reader_may_not_open_it(monkeypatch, warehouse):
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(cli.ROOT / "pages" / "_app.py"), default_timeout=60).run()
    with pytest.raises(ValueError, match=r"intake\.py"):
        app.switch_page("intake.py").run()


@pytest.mark.parametrize("known", [True, False])
def test_it_opens_with_and_without_data(monkeypatch, tmp_path, warehouse, known):
    app = open_page(monkeypatch, warehouse if known else tmp_path / "nowhere", "intake.py")
    assert app.title[0].value == "Tiếp nhận hồ sơ"
    assert ("Kho số liệu còn trống" in words(app)) is not known
    assert not app.main.button, "files are checked as soon as they are there"


@pytest.mark.proof
def test_check_record_undo(tmp_path, warehouse, monkeypatch):
    before = cli.current(warehouse)
    content = form(tmp_path / "a.xlsx", 3, 2.5, 1, 2, 2).read_bytes()
    intake = Intake()
    strange = "Nơi ở,Nghề nghiệp,Thấy sao\nPhường Bãi Cháy,Nông dân,Tốt\n".encode()
    files = [Upload(content, "a.xlsx"), Upload(b"%PDF-1.4", "../../scan.pdf"), Upload(strange, "la.csv")]  # fmt: skip
    intake.keep(files, date(2025, 1, 3))
    places = [p.relative_to(intake.folder).as_posix() for p in sorted(intake.folder.rglob("*.*"))]
    assert places == ["0/a.xlsx", "1/scan.pdf", "2/la.csv"]
    assert intake.folder.stat().st_mode & 0o077 == 0

    intake.check()
    statuses = [f["status"] for f in intake.checked["files"]]
    assert statuses == ["accepted_with_warnings", "rejected", "rejected"]
    assert cli.current(warehouse) == before

    app = open_page(monkeypatch, warehouse, "intake.py", mo="mot-tep")
    assert "1 đơn vị đổi kết quả" in words(app), "as after a refresh: what was checked is there, and what it changes"
    assert "đơn vị gửi tệp scan.pdf" not in words(app) and len(app.get("download_button")) >= 2
    assert ["a.xlsx", "scan.pdf", "la.csv"] in [box.options for box in app.selectbox]
    book = openpyxl.load_workbook(io.BytesIO(intake.marked(0)))
    assert len(book.sheetnames) == 2
    assert "not_a_table" in str(list(openpyxl.load_workbook(io.BytesIO(intake.marked(1))).active.values))

    folder = intake.folder
    intake.record()
    assert intake.recorded["snapshot"]
    assert folder.exists(), "what was refused is still to be sent back"
    with zipfile.ZipFile(io.BytesIO(intake.returned())) as package:
        assert package.namelist() == ["01 scan.xlsx", "02 la.xlsx"]
    assert cli.rows(warehouse, "select received_on from mart.unit_year where submission_version = 1") == [
        (date(2025, 1, 3),)
    ]
    app = open_page(monkeypatch, warehouse, "intake.py")
    (link,) = (link for link in app.get("page_link") if link.proto.page == "khao-sat")
    mapped = hashlib.sha256(strange).hexdigest()[:12]
    assert link.proto.query_string == f"tep={mapped}"
    for role in ("steward", "leader"):  # the page that it leads to, and what others see there
        monkeypatch.setenv("PBGDPL_LOCAL_ROLE", role)
        app = open_page(monkeypatch, warehouse, "surveys.py", tep=mapped)
        assert ("Khai báo cột của tệp la" in words(app)) is (role == "steward")
        assert ("Nạp lại tệp này" in [b.label for b in app.button]) is (role == "steward")

    monkeypatch.setattr(door, "etl", in_process)
    app = open_page(monkeypatch, warehouse, "intake.py")
    app.session_state["_intake"] = intake
    app.run()
    press(app, "Hủy lần nhập này")
    assert "3 tệp sẽ" not in words(app) and "1 tệp sẽ không còn hiệu lực, ngày nhận được giữ" in words(app)
    app.radio[0].set_value(True).run()
    assert "kể cả ngày nhận" in words(app)
    press(app, "Không rút nữa")
    press(app, "Hủy lần nhập này")
    colleague = form(tmp_path / "b.xlsx", 1, 1, 1, 1, 1, unit="Phường Hồng Gai")
    assert cli.load(warehouse, colleague, "--received-on", "2025-01-04")[0] == 0
    press(app, "Rút lần nhập")
    assert "1 tệp không còn hiệu lực" in app.success[0].value
    assert intake.recorded is None
    scored = "select unit_code from mart.unit_year where points is not null"
    assert cli.rows(warehouse, scored) == [("P_HONG_GAI",)], "what a colleague loaded meanwhile stays"


@pytest.mark.proof
def test_a_name_is_confirmed_and_its_load_taken_back_on_the_page(tmp_path, warehouse, monkeypatch):
    """A form under a name that nobody knows waits; who knows it says it, and the form is in. Days later its load goes."""
    monkeypatch.setattr(door, "etl", in_process)
    assert cli.load(warehouse, form(tmp_path / "a.xlsx", 1, 1, 1, 1, 1, unit="UBND khu Hòn Gai cũ"))[0] == 1
    app = open_page(monkeypatch, warehouse, "intake.py", mo="cho-nhan-lai")
    (table,) = [block.proto.body for block in app.get("html") if "UBND khu Hòn Gai cũ" in block.proto.body]
    assert "Phường Hồng Gai" in table
    press(app, "Xác nhận tên và nhận lại các tệp đang chờ")
    assert "Chọn đơn vị mang tên này" in app.warning[0].value
    next(box for box in app.selectbox if box.label.startswith("Là đơn vị")).set_value("P_HONG_GAI").run()
    press(app, "Xác nhận tên và nhận lại các tệp đang chờ")
    assert "1 tệp đã được ghi nhận" in app.success[0].value and "Không có tệp nào chờ vì tên" in words(app)
    scored = "select unit_code from mart.unit_year where points is not null"
    assert cli.rows(warehouse, scored) == [("P_HONG_GAI",)]
    press(app, "Kiểm tra lại mọi tệp bị từ chối")
    assert "Không có tệp nào cần kiểm tra lại" in app.success[0].value

    app = open_page(monkeypatch, warehouse, "intake.py", mo="cac-lan-nhap")
    box = next(box for box in app.selectbox if box.key == "lan_nhap_can_rut")
    number = next(n for n, words_ in enumerate(box.options) if "a.xlsx" in words_)
    box.select_index(number).run()
    press(app, "Xem và rút lần nhập này")
    press(app, "Rút lần nhập")
    assert "2 tệp không còn hiệu lực" in app.success[0].value
    assert not cli.rows(warehouse, scored)
    assert "Đã rút" in html_of(app)
    next(box for box in app.selectbox if box.key == "lan_nhap_can_rut").select_index(0).run()
    press(app, "Xem và rút lần nhập này")
    press(app, "Rút lần nhập")
    assert cli.rows(warehouse, scored) == [("P_HONG_GAI",)], "taking back is a load that can be taken back"


@pytest.mark.proof
def test_a_mapping_is_saved_and_taken_back(tmp_path, warehouse, monkeypatch):
    monkeypatch.setattr(workers, "call", lambda function, *arguments: function(*arguments))
    monkeypatch.setattr(mapping, "etl", in_process)
    monkeypatch.setattr(door, "etl", in_process)
    content = test_survey_load.export().replace(sample.WARD.encode(), b"Noi o")
    (tmp_path / "la.csv").write_bytes(content)
    assert cli.load(warehouse, tmp_path / "la.csv")[0] == 1
    before = shutil.copy(cli.current(warehouse), tmp_path / "before.duckdb")
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    name = hashlib.sha256(content).hexdigest()[:12]
    app = open_page(monkeypatch, warehouse, "surveys.py", tep=name)
    press(app, "Lưu khai báo cột và nạp lại")
    assert [said.value for said in app.success] == ["Đã nạp 40 phiếu của tệp la.csv, năm 2022."]
    assert app.query_params["nam"] == "2022" and "tep" not in app.query_params
    press(app, "Hủy lần khai báo này")
    press(app, "Rút lần nhập")
    assert not app.success and build.marts_equal(cli.current(warehouse), before)
    assert any("la.csv" in button.label for button in app.button), "it waits again"


def test_a_typed_framework_shows_the_form_that_comes_of_it(tmp_path, warehouse, monkeypatch):
    monkeypatch.setattr(door, "etl", in_process)
    facts = [["Mã bộ tiêu chí", "MOI"], ["Tên bộ tiêu chí", "Bộ mới"], ["Năm áp dụng", 2030]]
    rows = [["TT", "Tiêu chí", "Điểm tối đa", "Loại"], ["I", "Kết quả", 9, "đầu ra"], ["1", "Hội nghị về luật", 9]]
    good = workbook(facts, name="Thông tin", more={"Biểu": rows})
    bad = workbook(facts[:2], name="Thông tin", more={"Biểu": rows})
    intake = Intake()
    intake.keep([Upload(bad, "sai.xlsx"), Upload(good, "dung.xlsx")], None)
    intake.check()
    assert [f["status"] for f in intake.checked["files"]] == ["rejected", "accepted"]
    assert intake.frameworks() == [1]
    app = open_page(monkeypatch, warehouse, "intake.py")
    app.session_state["_intake"] = intake
    app.run()
    assert "thiếu năm áp dụng" in intake.checked["files"][0]["findings"][0]["message"]
    assert not app.exception and "Xem trước biểu mẫu" in words(app)
    assert ["dung.xlsx"] in [box.options for box in app.selectbox]
    form = openpyxl.load_workbook(io.BytesIO(intake.preview(1, "xa_phuong")))
    assert "Hội nghị về luật" in str(list(form.worksheets[0].values))


def file(name: str, *codes: str, status="rejected", unit=None) -> dict:
    found = [{"severity": "error", "code": code, "message": f"Ô {n} {code}"} for n, code in enumerate(codes)]
    return {"path": f"0/{name}", "status": status, "kind": "self_assessment", "unit_code": unit, "findings": found}


@pytest.mark.parametrize(
    ("codes", "todo_"),
    [
        (["not_a_table"], "paper"),
        (["not_a_table", "receipt_twice"], "fix"),
        (["unknown_unit", "points_above_max"], "name"),
        (["points_above_max"], "fix"),
        (["survey_unmapped"], "survey"),
        (["unknown_kind"], "header"),
    ],
)
def test_what_is_to_be_done_about_a_refused_file(codes, todo_):
    assert todo.of(file("a.xlsx", *codes)) == todo_


def test_one_message_to_each_sender():
    files = [file("a.xlsx", "x", unit="P"), file("b.xlsx"), file("thu.zip!/c.xlsx", *"1234567", unit="P")]
    told = dict(sent_back.messages(files, {"P": "Phường Cao Xanh"}))
    assert list(told) == ["Phường Cao Xanh", "đơn vị gửi tệp b.xlsx"]
    message = told["Phường Cao Xanh"]
    assert message.index("Tệp a.xlsx:") < message.index("Tệp c.xlsx:") < message.index("và 2 lỗi khác")
    assert "Ô 4 5" in message and "Ô 5 6" not in message


def test_what_was_checked_is_there_after_a_refresh(tmp_path, warehouse, monkeypatch):
    """In another window of the same person; not in one of somebody else, nor at another warehouse."""
    intake = Intake()
    intake.keep([Upload(b"1", "a.xlsx")], None)
    good = file("b.xlsx", status="accepted") | {"year": 2024, "rows": 4}
    intake.checked = {"snapshot": None, "files": [file("a.xlsx", "points_above_max") | {"year": 2024, "rows": 0}, good]}
    intake._write_down()
    app = open_page(monkeypatch, warehouse, "intake.py")
    assert "Gửi lại đơn vị để sửa" in html_of(app)
    assert "Sẽ nhận" in html_of(app) and "Đã nhận" not in html_of(app), "nothing came in yet"
    assert "1 tệp đã chọn trước đó vẫn còn" in words(app)
    intake.recorded = {"snapshot": None, "files": intake.checked["files"]}
    intake._write_down()  # the window was closed while it recorded
    app.run()
    assert "**1** tệp đã được ghi nhận" in words(app) and "sẽ được ghi nhận" not in words(app)
    (intake.folder / "0").rename(tmp_path / "0")
    shutil.rmtree(intake.folder)  # as where all of them were recorded
    assert "vẫn còn" not in words(app.run())
    shutil.copytree(tmp_path / "0", intake.folder / "0")
    intake._write_down()
    monkeypatch.setattr(guard, "person", lambda: "Người khác")
    assert Intake.left() is None
    monkeypatch.undo()
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(tmp_path))
    assert Intake.left() is None
    app.session_state["_intake"].forget()
    assert not intake.folder.exists()


def test_the_first_load_can_be_taken_back(warehouse, monkeypatch):
    monkeypatch.setattr(door, "etl", in_process)
    app = open_page(monkeypatch, warehouse, "intake.py", mo="cac-lan-nhap")
    next(box for box in app.selectbox if box.key == "lan_nhap_can_rut").select_index(0).run()
    press(app, "Xem và rút lần nhập này")
    assert "trang “Đơn vị” của danh mục\\: 65 → 0 dòng" in words(app)
    press(app, "Rút lần nhập")
    assert "không còn hiệu lực" in app.success[0].value
    assert "chưa có bộ tiêu chí nào" in words(open_page(monkeypatch, warehouse, "overview.py"))


def in_process(*words, told=None, warehouse=None, action=None):
    """door.etl without a process of its own."""
    with pytest.MonkeyPatch.context() as patch:
        if action:
            patch.setenv("PBGDPL_ACTION", action)
        return cli.etl(warehouse or os.environ["PBGDPL_WAREHOUSE"], *words)


def press(app, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.proof
def test_files_are_checked_as_soon_as_they_are_there(tmp_path, warehouse, monkeypatch):
    monkeypatch.setattr(door, "etl", lambda *arguments, told=None: cli.etl(warehouse, *arguments))
    content = form(tmp_path / "a.xlsx", 3, 2.5, 1, 2, 2).read_bytes()
    a, b = ("a.xlsx", content, XLSX), ("b.pdf", b"%PDF-1.4", "application/pdf")
    before = cli.current(warehouse)
    app = open_page(monkeypatch, warehouse, "intake.py")

    def choose(*files):
        app.get("file_uploader")[0].set_value(list(files)).run()
        assert not app.exception
        return words(app)

    assert "**1** tệp sẽ được ghi nhận" in choose(a)
    assert "**1** tệp không nhận được" in choose(a, b), "the answer is about what is chosen"
    assert "sẽ được ghi nhận" not in choose(), "taken away"
    assert "**1** tệp sẽ được ghi nhận" in choose(a)
    app.switch_page("rankings.py").run()
    app.switch_page("intake.py").run()
    assert "**1** tệp sẽ được ghi nhận" in words(app), "what was checked waits while one looks at another page"
    press(app, "Ghi nhận số liệu")
    assert "Đã cập nhật số liệu" in words(app) and cli.current(warehouse) != before
    assert "trùng với hồ sơ đã có" in choose(a), "the next files are a batch of their own"
    assert "**1** tệp không nhận được" in choose(a, b)


def test_a_press_is_not_lost_when_its_run_is_replaced(tmp_path, warehouse, monkeypatch):
    """A run that a press starts may never come to the button: another press draws the page anew."""
    monkeypatch.setattr(door, "etl", lambda *arguments, told=None: cli.etl(warehouse, *arguments))
    content = form(tmp_path / "a.xlsx", 3, 2.5, 1, 2, 2).read_bytes()
    app = open_page(monkeypatch, warehouse, "intake.py")
    app.get("file_uploader")[0].set_value([("a.xlsx", content, XLSX)]).run()
    with monkeypatch.context() as patch:
        patch.setattr(data, "pin", st.stop)
        next(button for button in app.button if button.label == "Ghi nhận số liệu").click().run()
    assert not app.title
    app.run()
    assert not app.exception and "Đã cập nhật số liệu" in words(app)
    after = Intake.left()
    assert after.recorded["snapshot"] and not after.has_files and Intake.left() is None, "told once after a refresh"


@pytest.mark.proof
def test_a_press_that_comes_with_a_change_is_about_what_was_seen(tmp_path, warehouse, monkeypatch):
    monkeypatch.setattr(door, "etl", lambda *arguments, told=None: cli.etl(warehouse, *arguments))
    content = form(tmp_path / "a.xlsx", 3, 2.5, 1, 2, 2).read_bytes()
    a, b = ("a.xlsx", content, XLSX), ("b.pdf", b"%PDF-1.4", "application/pdf")
    app = open_page(monkeypatch, warehouse, "intake.py")
    app.get("file_uploader")[0].set_value([a]).run()
    app.get("file_uploader")[0].set_value([a, b])
    press(app, "Ghi nhận số liệu")
    assert "Tệp đã thay đổi sau khi kiểm tra" in words(app) and "sẽ được ghi nhận" in words(app)
    app.date_input[0].set_value(date(2025, 1, 3))  # the day typed last arrives with the press
    press(app, "Ghi nhận số liệu")
    assert "Đã cập nhật số liệu" in words(app) and "Tệp đã thay đổi" not in words(app)
    received = "select received_on from mart.unit_year where submission_version = 1"
    assert cli.rows(warehouse, received) == [(date(2025, 1, 3),)]


def test_what_cannot_be_written_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(tmp_path / "file"))
    intake = Intake()
    intake.keep([Upload(b"a,b", "a.csv")], None)
    intake.check()
    assert intake.checked is None
    assert intake.problem
    assert "Traceback" not in intake.problem
    intake.forget()


def test_names_alone_never_collide(tmp_path):
    intake = Intake()
    intake.keep([Upload(b"1", "a.xlsx"), Upload(b"2", "a.xlsx"), Upload(b"3", "..")], None)
    assert [p.read_bytes() for p in sorted(intake.folder.rglob("*")) if p.is_file()] == [b"1", b"2", b"3"]
    intake.forget()
