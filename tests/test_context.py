"""Units by name and date, layouts, frameworks."""

import pickle

import pytest

from etl.reference.context import Context
from tests import forms


@pytest.fixture(scope="module")
def context():
    return forms.context()


@pytest.mark.parametrize(
    "name",
    ["Phường Bãi Cháy", "UBND P. Bãi Cháy", "P.Bãi Cháy", "Phường Bãi cháy", "UBND phường Bãi Cháy TP Hạ Long",
     "Uỷ ban nhân dân phường Bãi Cháy, thành phố Hạ Long", "phường Bãi Cháy - TP. Hạ Long",
     "Phường Bãi Cháy (TP Hạ Long)", "Phường Bãi Cháy, TP Hạ Long, Quảng Ninh", "Phường Bãi Cháy (Hạ Long - Quảng Ninh)",
     "Phường Bãi Cháy TP Hạ Long tỉnh Quảng Ninh"],
)  # fmt: skip
def test_variants_of_a_name_mean_one_unit(context, name):
    assert context.find_unit(name, 2024).unit.unit_code == "BC"


def test_an_alias_means_its_unit(context):
    assert context.find_unit("UBND phường Hòn Gai", 2024).problem == "unknown_unit"
    assert context.find_unit("Hòn Gai", 2024).unit.unit_code == "HG"


def test_an_unknown_name_is_never_guessed_but_candidates_are_named(context):
    match = context.find_unit("Phường Bãi Chay", 2024)
    assert match.unit is None
    assert match.problem == "unknown_unit"
    assert "Phường Bãi Cháy" in match.expected


@pytest.mark.parametrize(
    "name", ["Bãi Cháy", "Hạ Long", "TP Hạ Long, Quảng Ninh", "Quảng Ninh", "(Hạ Long)", "Cháy", ""]
)
def test_half_a_name_is_no_unit(context, name):
    assert context.find_unit(name, 2024).problem == "unknown_unit"


def test_where_somebody_lives_is_read_without_its_sort(context):
    assert context.find_place("BÃI CHÁY", 2024).unit.unit_code == "BC"
    assert context.find_place("Quảng La", 2024).unit.unit_code == "QL1"
    assert context.find_place("Quảng La", 2025).unit is None  # two in that year
    for typed in ("bai chay", "phuong bai chay", "P. Bai Chay", "F. Bãi Cháy", "F.Bãi Cháy"):
        assert context.find_place(typed, 2024).unit.unit_code == "BC", typed
    assert context.find_place("quang la", 2025).unit is None
    assert [context.find_place(n, 2024).unit for n in ("Cháy", "Hạ Long", "chay", "")] == [None] * 4


def test_a_name_is_not_a_key(context):
    assert context.find_unit("Xã Quảng La", 2024).unit.unit_code == "QL1"
    assert context.find_unit("Xã Quảng La", 2026).unit.unit_code == "QL2"
    assert context.find_unit("Xã Quảng La", 2025).problem == "unit_ambiguous"
    assert context.find_unit("Quảng La mới", 2025).unit.unit_code == "QL2"


def test_a_unit_valid_on_no_day_of_the_year(context):
    match = context.find_unit("Phường Yết Kiêu", 2025)
    assert (match.unit.unit_code, match.problem) == ("YK", "unit_not_valid")


def test_scope_is_the_last_day_of_the_year_or_as_of_in_the_running_year(context):
    yet_kieu = context.units["YK"]
    assert context.in_scope(yet_kieu, 2023)
    assert not context.in_scope(yet_kieu, 2024)
    assert context.in_scope(context.units["BC"], 2026)


def test_rules_know_exclusions_and_conditions(context):
    assert context.rules("F", "co_quan_chuyen_mon", 2024)["B2"].excluded
    assert not context.rules("F", "xa_phuong", 2024)["B2"].excluded
    assert "chưa có hai đợt" in context.rules("F", "xa_phuong", 2023)["B1"].excluded


def test_loaded_layout_rows_win():
    context = forms.context(layouts=[("self_assessment", "self_points", "Ghi chú", None)])
    assert context.headers["self_assessment"]["ghi chú"] == "self_points"


def test_a_context_survives_pickling(context):
    copy = pickle.loads(pickle.dumps(context))
    assert copy.find_unit("UBND P. Bãi Cháy", 2024).unit.unit_code == "BC"


def test_an_empty_reference_says_what_is_missing():
    assert Context.from_tables({}).missing_reference() == ["đơn vị", "bộ tiêu chí"]
