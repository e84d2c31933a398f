"""Warehouses that earlier releases wrote, kept in tests/warehouses: each opens, goes on and is proved in this one.

A release adds its own (`<version>.zip`, a folder `<version>/`): it cannot be made afterwards.
"""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from etl.desk import doctor
from etl.run import run
from etl.run.session import Session
from tests.office import Office
from tests.test_pages import open_page
from warehouse import build

KEPT = sorted((Path(__file__).parent / "warehouses").glob("*.zip"))
LATER = date(2026, 12, 20)


@pytest.fixture(params=KEPT, ids=lambda path: path.stem)
def office(request, tmp_path) -> Office:
    with zipfile.ZipFile(request.param) as kept:
        kept.extractall(tmp_path)
    return Office(tmp_path / request.param.stem, tmp_path)


def test_the_first_release_is_kept():
    assert "1.0.0" in [path.stem for path in KEPT]


@pytest.mark.proof
def test_its_pages_open(office, monkeypatch):
    for page in ("overview.py", "rankings.py", "surveys.py", "data_checks.py"):
        assert open_page(monkeypatch, office.warehouse.root, page).title[0].value


@pytest.mark.proof
def test_it_is_healthy_and_can_be_rebuilt(office):
    assert [p for p in doctor.run(office.warehouse, LATER) if p.needs_a_person] == []
    journal = office.warehouse.journal.read_bytes()
    assert doctor.run(office.warehouse, LATER) == [] and office.warehouse.journal.read_bytes() == journal
    before = office.warehouse.snapshot_path(office.warehouse.current_id())
    results = office.rows("select year, unit_code, points, rank_block from mart.unit_year order by all")
    office.rebuild()
    assert results == office.rows("select year, unit_code, points, rank_block from mart.unit_year order by all")
    assert build.fits(office.warehouse.snapshot_path(office.warehouse.current_id())) and before


@pytest.mark.proof
def test_files_are_loaded_on_top_of_it(office):
    result = run.load(
        Session(office.warehouse, LATER, workers=1, received_on=date(2026, 1, 3)),
        [office.form("tai_chinh.xlsx", "Phòng Tài chính - Kế hoạch", 2025, A1=1, A2=1)],
    )
    assert result.snapshot and not result.has_rejected
