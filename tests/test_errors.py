"""An error is told in Vietnamese with a number that the log has too, and never by Streamlit in English."""

from __future__ import annotations

import http.client
import json
import logging
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
import streamlit as st
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner
from streamlit.util import calc_hash

from pages._criteria import contents
from pages._shared import data, errors, filters, frame
from tests import snapshots
from tests.test_browser import browser, reader, serving, still, window  # noqa: F401 (fixtures)
from tests.test_pages import open_page
from words import labels

pytestmark = pytest.mark.usefixtures("no_sample")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    return snapshots.build(tmp_path_factory.mktemp("full"))


@pytest.fixture
def log(monkeypatch, caplog):
    """AppTest with the launcher's word for errors; and what is logged."""
    monkeypatch.setattr(LocalScriptRunner, "_on_script_error", property(lambda _: errors.told, lambda *_: None), raising=False)  # fmt: skip
    monkeypatch.setattr(errors.LOG, "propagate", True)
    caplog.set_level(logging.ERROR, errors.LOG.name)
    return caplog


def number_of(app, log) -> str:
    """The number on the page; the log has it, with the traceback."""
    assert not app.exception and len(app.error) == 1
    (number,) = re.findall(r"mã lỗi (\d{6})", app.error[0].value)
    (record,) = (one for one in log.records if one.name == errors.LOG.name)
    assert number in record.getMessage() and record.exc_info
    assert "Traceback" not in app.error[0].value and "planted" not in app.error[0].value
    return number


def broken(*_, **__):
    raise RuntimeError("planted")


def test_an_error_of_a_page(monkeypatch, warehouse, log):
    with monkeypatch.context() as patch:
        patch.setattr(contents, "show", broken)
        app = open_page(monkeypatch, warehouse, "criteria.py")
        assert number_of(app, log) and labels.PROGRAM_ERROR in app.error[0].value
        assert app.title[0].value == labels.PAGES["criteria.py"][0], "the menu and what was drawn before stay"
    again = next(button for button in app.button if button.label == "Thử lại")
    again.click().run()
    assert not app.error and app.metric, "a press on “Thử lại” draws the page, when the cause is gone"


def test_an_error_of_the_router(monkeypatch, warehouse, log):
    monkeypatch.setattr(data, "refresh_on_new_day", broken)
    assert number_of(open_page(monkeypatch, warehouse, "overview.py"), log)


def test_an_error_of_a_callback(monkeypatch, warehouse, log):
    app = open_page(monkeypatch, warehouse, "overview.py")
    monkeypatch.setattr(filters, "put", broken)
    app.selectbox(key="nam").set_value(2024).run()
    assert number_of(app, log)


def test_an_error_of_a_fragment(monkeypatch, warehouse, log):
    monkeypatch.setattr(frame, "notes", st.fragment(broken))
    assert number_of(open_page(monkeypatch, warehouse, "overview.py"), log)


def test_an_error_on_the_way_to_another_page(monkeypatch, warehouse, log):
    app = open_page(monkeypatch, warehouse, "overview.py")
    monkeypatch.setattr(contents, "show", broken)
    app.switch_page("criteria.py").run()
    assert number_of(app, log)


def test_a_snapshot_that_is_damaged_in_the_midst(monkeypatch, warehouse, log, tmp_path):
    app = open_page(monkeypatch, warehouse, "overview.py")

    def damaged(*_, **__):
        raise duckdb.IOException("planted")

    monkeypatch.setattr(data, "_answer", damaged)
    app.selectbox(key="nam").set_value(2024).run()
    assert number_of(app, log) and labels.SNAPSHOT_DAMAGED in app.error[0].value


@pytest.mark.parametrize("page", labels.STEWARD_PAGES)
def test_the_address_of_a_page_that_is_not_for_the_reader(monkeypatch, warehouse, page):
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(warehouse))
    app = AppTest.from_file(str(data.ROOT / "pages" / "_app.py"), default_timeout=60)
    app._page_hash = calc_hash(labels.PAGES[page][1])
    app.run()
    assert [error.value for error in app.error] == ["Không có quyền xem trang này."] and not app.title


# ------------------------------------------------------------------ in the browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory, warehouse) -> Path:
    """A mart is gone that one page asks, and a document of another."""
    folder = shutil.copytree(warehouse, tmp_path_factory.mktemp("broken") / "kho")
    with duckdb.connect(str(next((folder / "snapshots").iterdir()))) as con:
        con.execute("drop table mart.head_year")
    shutil.rmtree(folder / "archive")  # with a journal the snapshot would be made anew
    return folder


@pytest.fixture(scope="module")
def address(folder):
    with serving(folder) as base:
        yield base


@pytest.mark.browser
@pytest.mark.proof
def test_a_planted_error_in_the_browser(reader, address, folder):  # noqa: F811
    page = reader()
    page.goto(f"{address}/nguoi-dung-dau")
    still(page)
    told = page.get_by_test_id("stAlert").filter(has_text="mã lỗi")
    expect(told).to_contain_text("Chương trình gặp lỗi")
    (number,) = re.findall(r"mã lỗi (\d{6})", told.inner_text())
    shown = page.locator("body").inner_text()
    assert "Traceback" not in shown and "head_year" not in shown and "Error" not in shown
    log = (folder / "server.log").read_text(encoding="utf-8")
    (line,) = [json.loads(line) for line in log.splitlines() if f'"Error {number}"' in line]
    assert any(step.startswith("heads.py:") for step in line["errors"][0]["way"])
    page.get_by_role("button", name="Thử lại").click()
    still(page)
    expect(told).not_to_contain_text(number)  # it was tried again
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Thời hạn gửi báo cáo").click()
    expect(page.locator("h1")).to_have_text("Thời hạn gửi báo cáo")
    still(page)
    assert not told.count()


@pytest.mark.browser
@pytest.mark.proof
def test_a_document_that_cannot_be_made_says_so_in_vietnamese(reader, address, folder):  # noqa: F811
    page = reader()
    page.goto(f"{address}/don-vi?dv=P_HA_TU")
    still(page)
    page.get_by_role("button", name="Tải phiếu", exact=False).first.click()
    page.get_by_test_id("stDownloadButton").filter(has_text="Tải phiếu này (Word").click()
    told = page.get_by_test_id("stDownloadButtonError")
    told.wait_for()
    (number,) = re.findall(r"Chưa tạo được tệp.*mã lỗi (\d{6})", told.inner_text())
    assert f"Error {number}" in (folder / "server.log").read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.parametrize("asked", ["abc", "a/b", "xep-hang/abc", "index.html", "không-có?nam=2024"])
@pytest.mark.proof
def test_an_address_without_a_page_leads_to_the_first_one(reader, address, asked):  # noqa: F811
    page = reader()
    page.goto(f"{address}/{asked}")
    still(page)
    expect(page.locator("h1")).to_have_text("Tổng quan")
    told = page.get_by_test_id("stAlert").filter(has_text="Không có trang")
    expect(told).to_contain_text(f"“/{asked.split('?')[0]}”; đang xem trang Tổng quan")
    assert not page.get_by_role("dialog").count()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Kết quả theo tiêu chí").click()
    expect(page.locator("h1")).to_have_text("Kết quả theo tiêu chí")
    still(page)
    assert not told.count() and "khong_co" not in page.url


@pytest.mark.browser
def test_what_streamlit_serves_itself_is_left_alone(address):
    host = urlsplit(address).netloc
    for path, status in {"/": 200, "/xep-hang": 200, "/tham-dinh": 200, "/_stcore/health": 200, "/app/static/favicon.svg": 200, "/abc": 303}.items():  # fmt: skip
        connection = http.client.HTTPConnection(host, timeout=20)
        connection.request("GET", path)
        assert connection.getresponse().status == status, path
        connection.close()
