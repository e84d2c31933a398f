"""Giới thiệu và trợ giúp: for every role, with figures and without; its dictionary finds, its numbers are those of the method."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages._about import contents, licences, terms
from pages._shared import guard
from tests import snapshots
from tests.test_pages import html_of, open_page, words
from warehouse import robustness

pytestmark = pytest.mark.usefixtures("no_sample")

PARTS = ["da-nap", "bo-tieu-chi", "cach-tinh", "tu-dien", "giay-phep"]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    return snapshots.build(tmp_path_factory.mktemp("about"))


def shown(app) -> str:
    return words(app) + html_of(app)


@pytest.mark.parametrize("user", [guard.User("leader"), guard.User("steward"), guard.User("unit", "P_HA_TU")])
def test_every_role_reads_it(monkeypatch, warehouse, user):
    monkeypatch.setattr(guard, "current_user", lambda: user)
    app = open_page(monkeypatch, warehouse, "about.py", mo=PARTS, nam="2025")
    text = shown(app)
    assert app.metric[0].value == contents.release() and app.metric[2].value == "15/12/2026"
    for said in (
        "Báo cáo tự đánh giá",
        "411/KH-UBND",
        "minh họa, không phải văn bản",
        "streamlit",
        "Tốt từ 90,0%",
        "30 phiếu",
    ):
        assert said in text, said
    assert f"{robustness.DRAWS:,}".replace(",", ".") in text


def test_it_opens_without_figures(monkeypatch, tmp_path):
    app = open_page(monkeypatch, tmp_path / "nowhere", "about.py", mo=PARTS)
    assert "Kho số liệu còn trống" in app.info[0].value and "streamlit" in shown(app)


def test_the_dictionary_finds_names_and_codes_without_marks(monkeypatch, warehouse):
    assert (
        {one["code"] for one in terms.found("hạn gửi")} == {one["code"] for one in terms.found("han gui")} >= {"due_on"}
    )
    assert len(terms.found("")) == len(terms.entries()) > 200 and not terms.found("zzzz")
    assert all(one["name"] and one["place"] for one in terms.entries())
    app = open_page(monkeypatch, warehouse, "about.py", mo="tu-dien")
    app.text_input(key="tim_tu_dien").set_value("han gui").run()
    assert not app.exception and "Hạn gửi" in shown(app)


def test_every_library_has_its_licence():
    rows = licences.used()
    assert {row["name"] for row in rows} >= {"duckdb", "altair", "pyxlsb"} and all(row["terms"] for row in rows)
    assert {row["name"]: row["terms"] for row in rows}["altair"] == "BSD"
