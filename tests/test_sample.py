"""The sample, however small: it is generated, all of it loads, and each bad file has the fault that it was made for."""

from __future__ import annotations

import csv

import pytest

from etl.reference import rules, tables
from sample_data.generate import SEED, Sample, Writer
from tests.office import Office, codes, statuses


def load(tmp_path, units: int | None, years: tuple[int, int], seed: int = SEED):
    out = tmp_path / "out"
    Writer(Sample(seed, units, years), out).write()
    office = Office(tmp_path / "warehouse", tmp_path)
    result = office.load(out / "reference", out / "inbox", out / "inbox_surveys", on=None)
    assert "rejected" not in statuses(result), [(i.path, i.findings) for i in result.items if i.status == "rejected"]
    return out, office, result


@pytest.mark.parametrize("units", [1, 2, 5, 12, 13, 40])
@pytest.mark.proof
def test_a_sample_of_any_number_of_units_loads(tmp_path, units):
    out, office, result = load(tmp_path, units, (2024, 2026))
    assert codes(result).count("received_on_assumed") == 1, "one date of receipt is assumed"
    expected = list(csv.DictReader((out / "inbox_bad" / "expected.csv").open(encoding="utf-8")))
    found = {item.path.split("!")[0].rsplit("/", 1)[-1]: item for item in office.load(out / "inbox_bad").items}
    for row in expected:
        item = found[row["file"]]
        assert row["code"] in {f.code for f in item.findings}, (row, item.findings)


@pytest.mark.parametrize("years", [(2022, 2022), (2026, 2026)])
def test_a_sample_of_one_year_loads(tmp_path, years):
    load(tmp_path, 20, years)


# codes that stand in names of files


def units(*wanted: str) -> dict[str, list[tuple]]:
    names = tables.tables()["units"].names
    row = dict.fromkeys(names) | {"unit_name": "Phòng", "block_code": "b"}
    blocks = tables.tables()["blocks"].names
    return {
        "blocks": [tuple((dict.fromkeys(blocks) | {"block_code": "b"}).values())],
        "units": [tuple((row | {"unit_code": code}).values()) for code in wanted],
    }


def broken(*codes: str) -> list:
    given = units(*codes)
    return rules.broken_rules(given, given)


@pytest.mark.parametrize(
    "code",
    ["a/b", "a\\b", "..", ".", "a b", " a", "a ", "a.", "a\x07b", "a:b", 'a"b', "a*", "CON", "nul.x", "Com1", "x" * 61],
)
def test_a_code_that_no_file_can_be_named_by_is_refused(code):
    assert [f.code for _, f in broken("ok", code)] == ["code_unusable"]


def test_codes_that_differ_in_case_alone_are_refused():
    found = [f.message for _, f in broken("P_ha", "p_Ha", "p_hb")]
    assert len(found) == 2 and all("chữ hoa" in message for message in found)


@pytest.mark.parametrize("code", ["P_HA_TU", "a", "1.2", "đơn-vị", "CONG_AN", "x" * 60])
def test_ordinary_codes_are_taken(code):
    assert broken(code) == []
