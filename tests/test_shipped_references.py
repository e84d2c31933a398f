"""The references that ship: whole by the rules of the reference, true to their sources, and the same where they meet."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date

import pytest

from etl.desk import reference_book
from etl.kinds import door
from etl.read.workbook import read
from etl.reference import rules
from etl.reference.context import Context
from etl.reference.tables import parse, tables
from tests import forms
from tests.office import REFERENCE
from warehouse import analysis, audit

LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)


def rows(name: str, table: str) -> list[dict]:
    return reference_book.by_name(reference_book.shipped(name), table)


@pytest.mark.parametrize("name", reference_book.SHIPPED)
def test_a_reference_is_read_without_a_word_and_breaks_no_rule(name):
    for path in (reference_book.FOLDER / name).glob("*.csv"):
        assert not parse(read(path.read_bytes(), path.name)).findings, path.name
    content = reference_book.shipped(name)
    assert not rules.broken_rules(content, content.keys())
    again = parse(read(reference_book.book(content), "danh_muc.xlsx"))
    assert not again.findings and again.rows == {f"reference.{table}": found for table, found in content.items()}


@pytest.mark.parametrize("name", reference_book.SHIPPED)
def test_no_heads_no_framework_and_nothing_illustrative_ships(name):
    content = reference_book.shipped(name)
    assert not [t for t in content if tables()[t].kind == "framework" or t in ("heads", "head_rules", "extensions")]
    assert ("illustrative", "false") in {(row[0], row[1]) for row in content["settings"]}
    told = (path.read_text("utf-8") for path in (reference_book.FOLDER / name).glob("*.csv") if path.stem != "settings")
    assert not any("minh họa" in text.casefold() for text in told)


@pytest.mark.parametrize("name", reference_book.SHIPPED)
def test_every_bound_and_choice_that_is_known_stands_among_the_settings(name):
    """The page offers what stands there, and no other."""
    values = {row["key"]: row["value"] for row in rows(name, "settings")}
    assert values.keys() >= rules.SETTINGS.keys() | analysis.THRESHOLDS.keys()
    assert {key: float(values[key]) for key in analysis.THRESHOLDS} == analysis.THRESHOLDS, "as where nothing stands"
    assert int(values["audit_kept_years"]) == audit.KEPT_YEARS


def test_every_old_unit_of_the_city_ends_and_is_carried_on_whole():
    units = {unit["unit_code"]: unit for unit in rows("ha_long", "units")}
    shares = defaultdict(float)
    for step in rows("ha_long", "unit_successions"):
        if step["effective_on"] == FIRST_DAY:
            shares[step["predecessor_code"]] += float(step["share"])
            assert units[step["successor_code"]]["valid_from"] == FIRST_DAY
            assert (step["share"] == 1) != ("tỷ lệ giả định" in (step["note"] or "")), step
    old = {code for code, unit in units.items() if unit["block_code"] == "xa_phuong" and unit["valid_to"] == LAST_DAY}
    assert len(old) == 32 and shares == dict.fromkeys(old, 1)
    assert not [code for code, unit in units.items() if unit["valid_from"] < FIRST_DAY and not unit["valid_to"]]


def test_who_came_after_the_city_owes_it_nothing():
    new = {unit["block_code"] for unit in rows("ha_long", "units") if unit["valid_from"] == FIRST_DAY}
    old = {unit["block_code"] for unit in rows("ha_long", "units") if unit["valid_from"] < FIRST_DAY}
    assert new == {"xa_phuong_moi"} and not new & old
    assert not [row for row in rows("ha_long", "obligations") if row["block_code"] in new]


def test_the_province_has_its_54_units_and_the_successors_are_among_them():
    province = {u["unit_code"]: u["unit_name"] for u in rows("so_tu_phap", "units") if u["block_code"] == "xa_phuong"}
    sorts = [name.split()[0] for name in province.values()]
    assert (sorts.count("Phường"), sorts.count("Xã"), sorts.count("Đặc")) == (30, 22, 2)
    new = {u["unit_code"]: u["unit_name"] for u in rows("ha_long", "units") if u["valid_from"] == FIRST_DAY}
    assert len(new) == 13 and new.items() <= province.items()


def test_a_fact_that_stands_in_several_references_is_the_same():
    with (REFERENCE / "holidays.csv").open(encoding="utf-8", newline="") as lines:
        days = {(row["holiday_on"], row["holiday_name"]) for row in csv.DictReader(lines)}
    for name in reference_book.SHIPPED:
        said = {(f"{row['holiday_on']}", row["holiday_name"]) for row in rows(name, "holidays")}
        assert said and said <= days
        assert said >= {day for day in days if day[0] >= "2025-07-01"}


@pytest.fixture(scope="module")
def city() -> Context:
    content = forms.tables() | reference_book.shipped("ha_long")  # a register is not read where there is no framework
    return Context.from_tables(content, date(2026, 1, 15))


def test_a_name_means_the_unit_of_its_day(city):
    def on(name, day):
        return city.find_unit(name, day.year, (day, day)).unit.unit_code

    for name in ("UBND phường Bãi Cháy TP Hạ Long", "Phường Hồng Gai", "Xã Quảng La", "xã Thống Nhất"):
        assert f"{on(name, LAST_DAY)}_2025" == on(name, FIRST_DAY)
    assert city.find_unit("Phường Bãi Cháy", 2025).problem == "unit_ambiguous"
    assert city.find_unit("phường Hạ Long, TP Hạ Long", 2025).unit.unit_code == "P_HA_LONG_2025"
    assert city.find_unit("UBND phường Hạ Long", 2026).unit.unit_code == "P_HA_LONG_2025"
    assert city.find_unit("Hạ Long", 2025).problem == city.find_unit("TP Hạ Long", 2025).problem == "unknown_unit"


def test_the_register_knows_by_its_day_which_of_two_units_sent_something(city):
    head = ["Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Tên tệp"]
    sent = [
        ["Phường Hồng Gai", 2025, "Báo cáo tự đánh giá", day, ""] for day in ("13/06/2025", "31/07/2025", "14/01/2026")
    ]
    parsed = door.parse(forms.workbook([head, *sent]), "so tiep nhan.xlsx", city)
    assert not parsed.has_error, parsed.findings
    units = [row[2] for row in parsed.rows["raw.intake_register"]]
    assert units == ["P_HONG_GAI", "P_HONG_GAI_2025", "P_HONG_GAI_2025"]


def test_the_tail_of_a_former_city_is_dropped_at_the_province():
    province = Context.from_tables(reference_book.shipped("so_tu_phap"), date(2026, 1, 15))
    assert province.find_unit("UBND phường Hồng Gai, TP Hạ Long", 2025).unit.unit_code == "P_HONG_GAI_2025"
    assert province.find_unit("Phường Cửa Ông thành phố Cẩm Phả", 2025).unit.unit_code == "P_CUA_ONG_2025"
    assert province.find_unit("Hạ Long", 2025).problem == "unknown_unit"
