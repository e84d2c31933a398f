"""A release that reads more strictly than the one that accepted a file: the file stays as it was accepted, with a warning,
and no rebuild, upgrade, stage or proof of the doctor is stopped by it."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from etl.desk import doctor
from etl.kinds import workers
from etl.read.findings import finding
from etl.run import rows, run
from etl.run.session import Session
from etl.run.stage import New, set_stages
from tests.office import TODAY, UNIT, YEAR, Office
from warehouse.build import CheckFailed

CODE = "accepted_by_earlier_rules"


@pytest.fixture(scope="module")
def base(reference_only, tmp_path_factory) -> Path:
    """A warehouse with one form."""
    folder = tmp_path_factory.mktemp("accepted")
    shutil.copytree(reference_only, folder / "warehouse")
    office = Office(folder / "warehouse", folder)
    assert office.load(office.form("a.xlsx", A1=3, A2=2)).snapshot
    return folder / "warehouse"


@pytest.fixture
def stricter(monkeypatch):
    """Today's reader finds an error in every form, and reads only its first score."""

    def read(*args, **more):
        for seq, parsed in workers.parse_all(*args, **more):
            if parsed.kind == "self_assessment":
                parsed.findings.append(finding("not_a_number", "Biểu 1", "C4", "85 %", "số", what="điểm"))
                parsed.rows["raw.self_assessment"] = parsed.rows["raw.self_assessment"][:1]
                parsed.row_count = 1
            yield seq, parsed

    monkeypatch.setattr(rows, "workers", type("Stricter", (), {"parse_all": staticmethod(read)}))


def scores(office: Office) -> list[tuple]:
    sql = "select criterion_code, points from mart.criterion_unit_year where year = ? and unit_code = ? and points is not null"
    return office.rows(f"{sql} order by all", YEAR, UNIT)


def said(office: Office) -> list[tuple]:
    return office.rows("select sheet, cell from mart.finding where code = ?", CODE)


def test_it_stays_as_it_was_accepted_and_is_named(office, stricter):
    before, told = scores(office), [("Biểu 1", "C4")]
    assert [p for p in doctor.run(office.warehouse, TODAY) if p.needs_a_person] == []
    assert office.rebuild().snapshot and scores(office) == before and said(office) == told
    office.load(office.form("b.xlsx", "Phòng Y tế", A1=1, A2=1))
    assert scores(office) == before and said(office) == told, "also in what is built on it"


def test_an_upgrade_keeps_it(office, stricter):
    before = scores(office)
    path = office.warehouse.snapshot_path(office.warehouse.current_id())
    path.chmod(0o644)
    with duckdb.connect(str(path)) as con:  # as an earlier release left it
        con.execute("alter table raw.self_assessment drop column note")
        con.execute("update reference.shape set shape = 'earlier'")
    assert set_stages(office.warehouse, [New(YEAR, "collecting")], TODAY)
    assert scores(office) == before and said(office)


def test_where_no_snapshot_is_left_it_is_what_can_still_be_read(office, stricter):
    shutil.rmtree(office.warehouse.snapshots)
    office.warehouse.snapshots.mkdir()
    run.refresh(Session(office.warehouse, TODAY, workers=1))
    assert [code for code, _ in scores(office)] == ["A1"] and said(office)


def test_what_cannot_be_read_at_all_is_told(office, monkeypatch):
    def read(*args, **more):
        for seq, parsed in workers.parse_all(*args, **more):
            if parsed.kind == "self_assessment":
                parsed.findings.append(finding("empty_file"))
                parsed.row_count, parsed.unit_code = 0, None
            yield seq, parsed

    monkeypatch.setattr(rows, "workers", type("Stricter", (), {"parse_all": staticmethod(read)}))
    shutil.rmtree(office.warehouse.snapshots)
    office.warehouse.snapshots.mkdir()
    with pytest.raises(CheckFailed, match=r"a\.xlsx"):
        office.rebuild()
