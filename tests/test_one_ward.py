"""A ward alone: one block of some twenty units, nobody who verifies, no obligations; from nothing to the first ranking."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from etl.desk import reference_book
from etl.run import run
from etl.run.session import Session
from pages._shared import tables
from tests.office import ROOT, Office
from tests.test_pages import open_page, words
from words import labels

pytestmark = pytest.mark.usefixtures("no_sample")
YEAR, BLOCK = 2025, "phong_chuyen_mon"
FRAMEWORK = ("frameworks", "framework_years", "criterion_groups", "criteria", "criterion_bands", "classes")
TODAY = date(2026, 2, 10)


def ward(folder: Path) -> Office:
    """The shipped reference with all units in one block, a framework, and a form of each unit."""
    office = Office(folder / "warehouse", folder)
    content = reference_book.shipped("xa_phuong")
    units = reference_book.by_name(content, "units")
    content["blocks"] = [row for row in content["blocks"] if row[0] == BLOCK]
    content["units"] = [tuple((row | {"block_code": BLOCK}).values()) for row in units]
    (folder / "danh_muc.xlsx").write_bytes(reference_book.book(content))
    sheets = [ROOT / "sample_data" / "reference" / f"{name}.csv" for name in FRAMEWORK]
    forms = [
        office.form(f"{n}.xlsx", unit["unit_name"], YEAR, A1=1 + n % 2, A2=1, A3=n % 3 / 2)
        for n, unit in enumerate(units)
    ]
    for paths in ([folder / "danh_muc.xlsx"], sheets, forms):
        result = run.load(Session(office.warehouse, TODAY, received_on=date(2026, 1, 3), workers=1), paths)
        assert not result.has_rejected, [f.message for i in result.items for f in i.findings if f.severity == "error"][
            :3
        ]
    return office


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    return ward(tmp_path_factory.mktemp("ward"))


def test_it_comes_to_a_ranking(office):
    rows = office.rows("select rank_block, ranked, is_rated from mart.ranking where year = ?", YEAR)
    assert len(rows) == 22 and {ranked for _, ranked, _ in rows} == {22} and min(rank for rank, *_ in rows) == 1
    assert office.rows("select count(*) from mart.compliance where obligation is not null") == [(0,)]


@pytest.mark.parametrize("page", ["rankings.py", "unit_profile.py", "verification.py"])
def test_its_tables_leave_out_what_it_does_not_have(office, monkeypatch, page):
    """No block beside the only one, and no stage of a score that nobody gave; nor do those of charts."""
    shown: list[tables.Table] = []
    monkeypatch.setattr("pages._shared.export.buttons", shown.append)
    monkeypatch.setattr("pages._shared.frame.section", lambda _key, _title, draw, *given: draw(*given))
    open_page(monkeypatch, office.warehouse.root, page, nam=str(YEAR))
    fields = {column.field for table in shown if table.rows for column in table.columns[1:]}
    assert fields and not fields & {"block_name", "verified_points", "final_points"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("thành phố Hạ Long", "thành phố"),
        ("Phường Hà Tu", "phường"),
        ("tỉnh Quảng Ninh", "tỉnh"),
        ("xã, phường (ghi tên)", "địa bàn"),
    ],
)
def test_an_office_is_called_what_its_name_says(name, kind):
    assert labels.kind_of_place(name) == kind


@pytest.mark.parametrize("page", ["surveys.py", "trends.py", "overview.py", "verification.py"])
def test_its_pages_speak_of_no_city(office, monkeypatch, page):
    app = open_page(monkeypatch, office.warehouse.root, page, nam=str(YEAR))
    assert "thành phố" not in words(app)
