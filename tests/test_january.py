"""The month to try: what had come by the day is in the figures, what had not lies in the waiting folder and loads."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from sample_data import january
from sample_data.generate import Sample, Writer
from tests.office import Office, codes

pytestmark = pytest.mark.proof  # a whole sample is loaded
DAY, YEAR, UNITS = date(2026, 1, 6), 2025, 16


@pytest.fixture(scope="module")
def came(tmp_path_factory) -> dict[str, date]:
    """File of a self-assessment → the day on which the whole sample says that it came."""
    writer = Writer(Sample(january.SEED, UNITS, (YEAR, YEAR)), tmp_path_factory.mktemp("whole"))
    writer.write()
    return {path.name: day for path, day in writer.arrived.items() if path.parent.name == "tu_danh_gia"}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    out = tmp_path_factory.mktemp("january")
    january.make(out, DAY, UNITS, YEAR)
    return out


@pytest.fixture(scope="module")
def office(out) -> Office:
    return Office(out / "warehouse", out)


def waiting(out) -> dict[str, str]:
    """File of a self-assessment → the folder in which it waits."""
    return {path.name: path.parent.name for path in (out / "waiting").rglob("TDG *.xlsx")}


def loaded(office: Office) -> set[str]:
    accepted = "select file_name from mart.file where kind = 'self_assessment' and status <> 'rejected'"
    return {name for (name,) in office.rows(accepted)}


def as_of(office: Office) -> date:
    return office.rows("select as_of from mart.snapshot")[0][0]


def test_what_came_a_week_before_is_loaded_and_the_rest_waits_by_its_day(out, office, came):
    before = {name for name, day in came.items() if day <= DAY - january.WEEK}
    assert as_of(office) == DAY and loaded(office) == before and before
    places = {name: january.ON_THE_DESK if day <= DAY else f"{day}" for name, day in came.items() if name not in before}
    assert waiting(out) == places and {january.ON_THE_DESK} < set(places.values())


def test_nothing_in_the_figures_is_of_a_later_day(office):
    """The intake register is cut with the files; the office's own registers stand as of the day."""
    assert office.rows("select max(received_on) from mart.register_row")[0][0] <= DAY - january.WEEK
    assert office.rows("select max(sent_on) from mart.reminder") == [(None,)]


def test_all_that_waits_loads_but_what_is_faulty_and_the_day_goes_on(out, came, tmp_path):
    shutil.copytree(out / "warehouse", tmp_path / "warehouse")
    office = Office(tmp_path / "warehouse", tmp_path)
    result = office.load(out / "waiting", on=None)
    refused = {i.path.rsplit("/", 1)[-1]: {f.code for f in i.findings if f.severity == "error"}
               for i in result.items if i.status == "rejected"}  # fmt: skip
    assert set(refused) == set(january.FAULTS) and all(len(found) == 1 for found in refused.values()), refused
    assert loaded(office) == set(came) and as_of(office) > max(came.values())
    assert "received_after_as_of" not in codes(result)
