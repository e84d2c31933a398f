"""The day is the office's, wherever the server stands: at 06:30 on 05/01 in Hạ Long a server in UTC has 04/01."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import pytest

from etl.run import run
from etl.run.session import Session
from tests.office import REFERENCE, UNIT, YEAR, Office
from warehouse import clock

EARLY = datetime(2025, 1, 4, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("moment, zone, day", [
    (EARLY, None, date(2025, 1, 5)),
    (EARLY, "UTC", date(2025, 1, 4)),
    (EARLY, "Pacific/Pago_Pago", date(2025, 1, 4)),
    ("2025-01-04T23:30:00", None, date(2025, 1, 5)),
    ("2025-01-04T23:30:00+07:00", "Asia/Ho_Chi_Minh", date(2025, 1, 4)),
    (EARLY, "Hạ Long", date(2025, 1, 5)),
])  # fmt: skip
def test_a_moment_has_the_day_of_the_office(moment, zone, day):
    assert clock.local(moment, zone).date() == day


@pytest.mark.parametrize("name, known", [
    ("Asia/Ho_Chi_Minh", True), ("UTC", True), ("Asia", False), ("Hanoi", False), ("../UTC", False), ("localtime", False),
])  # fmt: skip
def test_a_zone_is_known_everywhere(name, known):
    assert clock.is_zone(name) == known


def at(office: Office, moment: datetime) -> Session:
    return Session(office.warehouse, started=moment, workers=1)


def reference(office: Office, zone: str):
    """The sample's settings without a fixed day, in a zone."""
    path = office.folder / "settings.csv"
    fixed = (REFERENCE / "settings.csv").read_text(encoding="utf-8")
    path.write_text(fixed.replace("as_of,2026-12-15", "as_of,").replace("Asia/Ho_Chi_Minh", zone, 1), encoding="utf-8")
    return path


def as_of(office: Office) -> date:
    return office.rows("select as_of from mart.snapshot")[0][0]


def test_a_server_in_utc_makes_the_figures_of_the_offices_day(tmp_path):
    office = Office(tmp_path / "warehouse", tmp_path)
    shutil.copytree(REFERENCE, tmp_path / "reference")
    shutil.move(reference(office, "Asia/Ho_Chi_Minh"), tmp_path / "reference" / "settings.csv")
    sent = office.form("a.xlsx", A1=3, A2=2)
    assert not run.load(at(office, EARLY), [tmp_path / "reference", sent]).has_rejected
    assert as_of(office) == date(2025, 1, 5)
    received = "select received_on, status, days_late from mart.unit_year where year = ? and unit_code = ?"
    assert office.rows(received, YEAR, UNIT) == [(date(2025, 1, 5), "on_time", 0)], "a Sunday: due on the 6th"

    run.refresh(at(office, datetime(2025, 1, 4, 12, tzinfo=UTC)))
    assert as_of(office) == date(2025, 1, 5), "a clock that is a day behind moves nothing back"
    run.refresh(at(office, datetime(2025, 1, 6, 18, tzinfo=UTC)))
    assert as_of(office) == date(2025, 1, 7)

    run.load(at(office, datetime(2025, 1, 9, 11, tzinfo=UTC)), [reference(office, "Pacific/Kiritimati")])
    assert as_of(office) == date(2025, 1, 10), "a run that brings the zone has its day"
    assert office.rows("select time_zone from mart.snapshot") == [("Pacific/Kiritimati",)]
    assert at(office, datetime(2025, 1, 9, 11, tzinfo=UTC)).today == date(2025, 1, 10)
