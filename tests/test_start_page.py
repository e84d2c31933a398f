"""The first step: an empty warehouse gets the reference of an office by clicks, and says what comes next."""

from __future__ import annotations

import ast
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from etl.read.findings import CODES
from etl.read.workbook import read
from etl.reference.tables import parse
from pages._shared import door
from pages._start import choice, steps
from tests.test_intake_page import in_process, press
from tests.test_pages import open_page, words
from warehouse.store import Warehouse

pytestmark = pytest.mark.usefixtures("no_sample")

ROOT = Path(__file__).resolve().parent.parent
NONE = {"units": 78, "blocks": 5, "to_check": 0, "obligations": 0, "framework_years": None, "reports": 0, "ranked": 0}


def test_an_empty_warehouse_gets_the_reference_of_an_office_and_says_what_comes_next(monkeypatch, tmp_path):
    monkeypatch.setattr(door, "etl", in_process)
    folder = tmp_path / "warehouse"
    app = open_page(monkeypatch, folder, "start.py")
    assert [button.label for button in app.button] == ["Bắt đầu với số liệu thật"]
    app.radio(key="co_quan").set_value(choice.WARD).run()
    press(app, "Bắt đầu với số liệu thật")
    assert "Chọn tên xã, phường" in app.warning[0].value and not folder.exists()
    app.radio(key="co_quan").set_value(choice.PROVINCE).run()
    press(app, "Bắt đầu với số liệu thật")
    assert "Đã nạp danh mục của Sở Tư pháp" in app.success[0].value
    text = words(app)
    assert "81 đơn vị, 4 khối; còn" in text and "○ Chưa có: tải bảng trống" in text
    assert not [radio.key for radio in app.radio], "who has begun is not asked again"
    (received,) = (event for event in Warehouse(folder).events() if event["type"] == "received")
    assert (
        received["path"].endswith("danh_muc_so_tu_phap.xlsx") and received["status"] == "accepted" and received["who"]
    )


def test_a_ward_begins_under_its_own_name(monkeypatch):
    kept = []
    monkeypatch.setattr(door, "record", lambda name, book, on: (kept.append(book) or {"snapshot": "1"}, ""))
    assert choice.begin(choice.WARD, "Phường Hồng Gai") == ""
    settings = {row[0]: row[1] for row in parse(read(kept[0], "danh_muc.xlsx")).rows["reference.settings"]}
    assert (settings["city_name"], settings["synthesising_body"]) == ("phường Hồng Gai", "UBND phường Hồng Gai")
    monkeypatch.setattr(door, "record", lambda *_: (None, "Kho đang bận."))
    assert choice.begin(choice.CITY, None) == "Kho đang bận."


def test_a_step_is_done_when_what_it_asks_for_is_there():
    assert [is_done for _, is_done, _ in steps.steps(NONE)] == [True, False, False, False, False, False]
    some = {"obligations": 3, "framework_years": [2025, 2026], "reports": 2, "ranked": 1, "to_check": 9}
    done = steps.steps(NONE | some)
    assert all(is_done for _, is_done, _ in done)
    assert "còn 9 dòng" in done[0][2] and "cho năm 2025, 2026." in done[2][2]


def test_forms_of_all_units_come_as_one_zip(monkeypatch, reference_only, tmp_path):
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(shutil.copytree(reference_only, tmp_path / "warehouse")))
    monkeypatch.setattr(door, "etl", in_process)
    names = zipfile.ZipFile(io.BytesIO(door.templates(2024))).namelist()
    forms = [name for name in names if name.endswith(".xlsx")]
    assert "bieu_mau/2024_P_BAI_CHAY.xlsx" in forms and len(forms) > 60


COMMAND = re.compile(r"python -m|\bmake [a-z]|`doctor`")


def said_in(source: str) -> list[str]:
    """Texts of a module that are no docstrings."""
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs
    ]


def test_nobody_who_looks_at_a_page_is_told_to_type_a_command():
    sources = [path for room in ("pages", "words") for path in (ROOT / room).rglob("*.py")]
    assert not {p.name: s for p in sources if (s := [t for t in said_in(p.read_text("utf-8")) if COMMAND.search(t)])}
    assert not {code.code for code in CODES.values() if COMMAND.search(code.message)}
    assert COMMAND.search(said_in('"""python -m x"""\ny = "Chạy: python -m etl doctor"')[0])


def test_a_command_that_an_error_advises_becomes_a_call_for_the_administrator():
    def problem(text):
        return door.problem_of(subprocess.CompletedProcess([], 3, "", text))

    assert problem("Kho hỏng. Chạy: python -m etl doctor\n") == "Kho hỏng. Báo người quản trị xem lại kho số liệu."
    assert problem("Kho bận.") == "Kho bận." and "bị dừng giữa chừng" in problem("")
