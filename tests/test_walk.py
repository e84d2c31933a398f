"""What pages share never breaks one of them: seeded walks (tests/walk.py), and the ways that once led to an error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit as st

from pages._shared import frame
from tests import snapshots, walk
from tests.test_browser import serving
from tests.test_pages import open_page, words
from words import labels

pytestmark = pytest.mark.usefixtures("no_sample")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    return snapshots.build(tmp_path_factory.mktemp("full"))


# a steward sees every page; the others are proofs, and `make walk` goes as each role through every world
@pytest.mark.proof  # `make walk` goes further
@pytest.mark.parametrize(("role", "seed", "steps"), [
    ("steward", 1, 140),
    pytest.param("leader", 2, 100, marks=pytest.mark.proof),
    pytest.param("unit", 6, 60, marks=pytest.mark.proof),
])  # fmt: skip
def test_a_walk_over_all_pages(warehouse, role, seed, steps):
    walk.through_pages(seed, steps, warehouse, role)


@pytest.mark.parametrize(("role", "seed"), [("steward", 3), ("leader", 4)])
def test_a_walk_over_an_empty_warehouse(tmp_path, role, seed):
    walk.through_pages(seed, 30, tmp_path / "nowhere", role)


@pytest.mark.parametrize("world", ["running year", "a gap and two breaks"])
@pytest.mark.proof
def test_a_walk_over_an_odd_warehouse(tmp_path, world):
    walk.WORLDS[world][0](tmp_path)
    walk.through_pages(7, 30, tmp_path, "steward")


@pytest.mark.parametrize("planted", ["Value not found", "mart.unit_year", "xem bảng unit_aliases", "nan", "Điểm: None"])
def test_a_walk_stops_at_words_that_are_not_for_the_reader(monkeypatch, warehouse, planted):
    monkeypatch.setattr(frame, "notes", lambda *_: st.caption(planted))
    with pytest.raises(walk.Broken, match=re.escape(planted)):
        walk.through_pages(8, 20, warehouse, "leader")


def test_names_of_files_and_what_an_address_asked_for_are_no_such_words():
    assert not walk.wrong_lines("so_tiep_nhan_2022.xlsx · a/b_c/d.xlsx · “None” · Đơn vị P_HA_TU · đạt 93,4%")


@pytest.mark.parametrize("page", labels.PAGES)
@pytest.mark.parametrize("world", ["five years", "empty"])
def test_no_page_says_a_word_that_is_not_for_the_reader_with_everything_open(
    monkeypatch, warehouse, tmp_path, page, world
):
    app = open_page(monkeypatch, warehouse if world == "five years" else tmp_path / "nowhere", page)
    for fold in app.expander:
        if fold.proto.id:  # made only while it is open
            app.session_state[fold.proto.id.split("-", 2)[-1]] = True
    app.run()
    assert not app.exception
    assert not walk.wrong_lines(walk.texts(app))


@pytest.mark.browser
@pytest.mark.proof
def test_a_walk_in_the_browser(tmp_path):
    with serving(snapshots.build(tmp_path), PBGDPL_LOCAL_ROLE="steward") as base:
        walk.through_browser(5, 60, base)


def menu(app, page: str):
    """A click in the menu leaves nothing in the address."""
    app.query_params = {}
    app.switch_page(page).run()
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize("page", ["plan_tasks.py", "unit_profile.py"])
def test_no_unit_on_one_page_is_no_value_for_the_next(monkeypatch, warehouse, page):
    app = open_page(monkeypatch, warehouse, page, mo="cua-don-vi")
    first = app.selectbox(key="dv").value
    assert first and "dv" not in app.query_params
    assert menu(app, "criteria.py").selectbox(key="dv").value is None, "nobody chose the first one"
    app.selectbox(key="dv").set_value("P_HA_TU").run()
    assert menu(app, page).selectbox(key="dv").value == "P_HA_TU"
    assert app.query_params["dv"] in ("P_HA_TU", ["P_HA_TU"])


def test_a_choice_that_a_page_cannot_take_waits_for_one_that_can(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "criteria.py", dv="P_HA_TU")
    menu(app, "rankings.py").selectbox(key="khoi").set_value("co_quan_chuyen_mon").run()
    assert app.multiselect(key="dv").value == [] and "dv" not in app.query_params
    app.selectbox(key="khoi").set_value("xa_phuong").run()
    assert app.multiselect(key="dv").value == ["P_HA_TU"]


def test_two_pages_use_a_key_for_lists_of_their_own(monkeypatch, warehouse):
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    app = open_page(monkeypatch, warehouse, "criteria.py", loai="dau_ra")
    assert app.selectbox(key="loai").value == "dau_ra"
    menu(app, "review.py").selectbox(key="loai").set_value("ket-qua").run()
    assert app.query_params["loai"] == "ket-qua"
    assert menu(app, "criteria.py").selectbox(key="loai").value == "dau_ra"
    assert menu(app, "review.py").selectbox(key="loai").value == "ket-qua"


def test_more_units_than_a_page_can_show(monkeypatch, warehouse):
    wards = ["P_HA_TU", "P_BAI_CHAY", "P_HON_GAI", "PKT", "HPN", "HND", "PTP", "P_CAO_XANH"]
    app = open_page(monkeypatch, warehouse, "rankings.py", dv=wards)
    assert len(app.multiselect(key="dv").value) <= 6


RUBBISH = {
    "nam": "abc", "khoi": "None", "dv": ["None", "KHONG_CO"], "tc": "None", "so": "KHONG_CO", "loai": "None",
    "muc": "None", "tu_nam": "1999", "moc": "None", "loc": "None", "do": "None", "xep": "None", "tep": "None",
}  # fmt: skip


@pytest.mark.parametrize("page", labels.PAGES)
def test_an_address_with_rubbish_opens_the_page_as_it_is_without(monkeypatch, warehouse, page):
    app = open_page(monkeypatch, warehouse, page, **RUBBISH)
    shown = {box.key for box in [*app.selectbox, *app.multiselect, *app.button_group]}
    assert not shown & set(app.query_params), "the address says what is shown"
    assert words(app) == words(open_page(monkeypatch, warehouse, page))


def test_two_choices_in_a_row_both_stand(monkeypatch, warehouse):
    """The second comes with the address of before the first, when the server is slow."""
    app = open_page(monkeypatch, warehouse, "rankings.py")
    app.selectbox(key="nam").set_value(2023).run()
    app.query_params = {}
    app.selectbox(key="khoi").set_value("xa_phuong").run()
    assert "Năm 2023 · Khối xã, phường" in app.caption[0].value
    assert (app.query_params["nam"], app.query_params["khoi"]) == ("2023", "xa_phuong")
    app.query_params = {}  # "back": nothing was changed by hand
    app.run()
    assert "Năm 2025 · Tất cả các khối" in app.caption[0].value


@pytest.mark.parametrize(
    ("page", "query", "said"),
    [
        ("overview.py", {"nam": "1999"}, ["Chưa có số liệu năm 1999; đang xem năm 2025."]),
        (
            "overview.py",
            {"khoi": "KHONG_CO"},
            ["Khối “KHONG\\_CO” không có trong danh sách; đang xem Tất cả các khối."],
        ),
        ("rankings.py", {"dv": ["X", "P_HA_TU"]}, ["Đơn vị “X” không có trong danh sách; đang xem Phường Hà Tu."]),
        ("criteria.py", {"dv": "X", "tc": "Y"}, ["Tiêu chí “Y”", "Đơn vị “X”"]),
        ("criteria.py", {"nam": "2024", "khoi": "xa_phuong", "dv": "P_HA_TU"}, []),
        ("overview.py", {"khong_co": "abc"}, ["Không có trang “/abc”; đang xem trang Tổng quan."]),
    ],
)
def test_what_an_address_asks_for_and_the_page_has_not_is_said(monkeypatch, warehouse, page, query, said):
    app = open_page(monkeypatch, warehouse, page, **query)
    for warning, words_of_it in zip(app.warning, said, strict=True):
        assert words_of_it in warning.value
    app.run()
    assert len(app.warning) == len(said), "it stays until something else is chosen"
    assert not menu(app, "trends.py").warning


def test_a_year_that_is_not_held_is_forgotten_when_another_is_chosen(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "overview.py", nam="1999")
    app.selectbox(key="nam").set_value(2024).run()
    assert not app.warning and "Năm 2024" in app.caption[0].value
