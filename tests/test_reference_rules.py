"""Every rule of the reference finds its planted bad row: those of columns, and those of warehouse/reference_rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from etl.kinds import door
from etl.read.findings import CODES
from etl.reference import rules
from etl.reference.context import Context
from etl.reference.tables import tables
from tests.warehouse_fixture import tuples
from warehouse import build

SAMPLES = Path(__file__).resolve().parent.parent / "sample_data"
REFERRING = [(t, c) for t in tables().values() for c in t.columns if c.refers_to]
LISTED = [(t, c) for t in tables().values() for c in t.columns if c.one_of]


def rows_of(rows: dict[str, list[dict]]) -> dict[str, list[tuple]]:
    """Typed rows; a column that a row leaves out is empty."""
    return {table: tuples(found, list(tables()[table].names)) for table, found in rows.items()}


def name(pair: tuple) -> str:
    return f"{pair[0].name}.{pair[1].name}"


# columns


@pytest.mark.parametrize("pair", REFERRING, ids=name)
def test_a_column_refers_to_one_of_the_key_of_another_table(pair):
    table, column = pair
    parent = tables()[column.refers_to.table]
    assert column.refers_to.column in parent.key
    before = parent.key[: parent.key.index(column.refers_to.column)]
    assert set(before) <= set(table.names), "they are part of the code"


@pytest.mark.parametrize("pair", REFERRING, ids=name)
def test_a_code_that_the_other_table_does_not_hold_is_found(pair):
    table, column = pair
    parent = tables()[column.refers_to.table]
    before = parent.key[: parent.key.index(column.refers_to.column)]

    def told(row: dict) -> list[str]:
        rows = {parent.name: [here | {column.refers_to.column: "here"}]}
        rows[table.name] = [*rows.get(table.name, []), row]
        found = rules.unknown_codes(rows_of(rows))
        return [f.found for involved, f in found if involved == (table.name, parent.name) and f.sheet == table.name]

    here, elsewhere = dict.fromkeys(before, 1), dict.fromkeys(before, 2)
    assert told(here | {column.name: "gone"}) == [" · ".join(["1"] * len(before) + ["gone"])]
    assert told(here | {column.name: "here"}) == []
    assert told(here) == [], "an empty cell refers to nothing"
    if before:
        assert told(elsewhere | {column.name: "here"}) == [" · ".join(["2"] * len(before) + ["here"])]


@pytest.mark.parametrize("pair", LISTED, ids=name)
def test_a_word_that_is_not_listed_is_found(pair):
    table, column = pair

    def told(*words: str | None) -> list[str | None]:
        given = rows_of({table.name: [{column.name: word} for word in words]})
        return [f.found for _, f in (*rules.unknown_words(given), *rules.unknown_codes(given))]

    assert told(*column.one_of, None) == []
    assert told("gone") == ["gone" if column.refers_to else f"{column.name} = gone"]


# warehouse/reference_rules


def F(code: str, **more) -> dict:
    """A row of framework F about a criterion."""
    return {"framework_code": "F", "criterion_code": code} | more


def D(text: str) -> date:
    return date.fromisoformat(text)


REVERSED = "ngày kết thúc không trước ngày bắt đầu"
NO_TARGET = "một tiêu chí khác cùng cấp, tính vào điểm tối đa và tự nó không chuyển điểm"
USABLE = "chữ, số, gạch dưới, gạch ngang hoặc dấu chấm ở giữa, vì mã đứng trong tên tệp"
# rule → the tables with their bad rows beside good ones; (found, expected) of the bad ones
PLANTED = {
    "band_above_max": (
        {"criteria": [F("A1", max_points=5)],
         "criterion_bands": [F("A1", lower_pct=0, points=5), F("A1", lower_pct=50, points="5.50"), F("A2", points=9)]},
        [("A1: 5.5", "5")],
    ),
    "bands_not_contiguous": (
        {"criterion_bands": [
            F("whole", lower_pct=50, upper_pct=100), F("whole", lower_pct=0, upper_pct=50),
            F("gap", lower_pct=0, upper_pct=50), F("gap", lower_pct=60, upper_pct=100),
            F("twice", lower_pct=0, upper_pct=50), F("twice", lower_pct=40, upper_pct=100),
            F("no start", lower_pct=1, upper_pct=100), F("no end", lower_pct=0, upper_pct=99),
        ]},
        [(f"F {code}", "các mức nối liền từ 0 đến 100") for code in ("gap", "no end", "no start", "twice")],
    ),
    "state_figure_outside": (
        {"state_figures": [{"year": 2024, "unit_code": u, "criterion_code": "A1", "source": "Thống kê", "pct": pct}
                           for u, pct in (("A", 0), ("B", 100), ("C", 101))]},
        [("C, A1, 2024: 101%", "số từ 0 đến 100")],
    ),
    "form_criterion_unknown": (
        {"criteria": [{"framework_code": "F", "criterion_code": "A1"}],
         "department_form": [
             {"sort_order": n, "year_from": 2024, "heading": heading, "holds": holds, "criterion_code": code}
             for n, (heading, holds, code) in enumerate(
                 [("Một", "criterion", "A1"), ("Mọi", "criterion", None), ("Lạ", "criterion", "Z9"), ("Tổng", "points", "A1")]
             )
         ]},
        [("Lạ: Z9", "mã của một tiêu chí, chỉ ở cột điểm tiêu chí"), ("Tổng: A1", "mã của một tiêu chí, chỉ ở cột điểm tiêu chí")],
    ),
    "cap_not_positive": (
        {"frameworks": [{"framework_code": code, "cap_pct": cap} for code, cap in (("F", 110), ("G", 0), ("H", None))]},
        [("G: trần 0%", "số lớn hơn 0")],
    ),
    "class_condition_of_one": (
        {"class_conditions": [
            {"class_code": "group", "group_code": "A"}, {"class_code": "criterion", "criterion_code": "A1"},
            {"class_code": "none"}, {"class_code": "both", "group_code": "A", "criterion_code": "A1"},
        ]},
        [(f"điều kiện của {code}", "một nhóm hoặc một tiêu chí") for code in ("both", "none")],
    ),
    "code_unusable": (
        {"units": [{"unit_code": code} for code in ("ok", "đơn-vị", "1.2", "a/b", "Nul.x", "P_ha", "p_Ha", "x" * 61)],
         "blocks": [{"block_code": "p_ha"}, {"block_code": ".a"}]},
        [("“Nul.x”", USABLE), ("“P_ha”", "mã khác nhau không chỉ ở chữ hoa, chữ thường"), ("“a/b”", USABLE),
         ("“p_Ha”", "mã khác nhau không chỉ ở chữ hoa, chữ thường"), (f"“{'x' * 61}”", USABLE), ("“.a”", USABLE)],
    ),
    "dates_reversed": (
        {"heads": [{"head_code": "h", "term_from": D("2024-01-02"), "term_to": D("2024-01-01")},
                   {"head_code": "a day", "term_from": D("2024-01-02"), "term_to": D("2024-01-02")}],
         "issuers": [{"role": "body", "issuer_name": "B", "valid_from": D("2025-07-01"), "valid_to": D("2025-06-30")}],
         "reply_windows": [{"year": 2024, "opens_on": D("2025-02-01"), "closes_on": D("2025-01-01")}],
         "survey_waves": [{"wave_code": "W", "collected_from": D("2024-03-01"), "collected_to": D("2024-02-01")}],
         "units": [{"unit_code": "U", "valid_from": D("2024-01-02"), "valid_to": D("2024-01-01")},
                   {"unit_code": "open", "valid_from": D("2024-01-02")}]},
        [("h", REVERSED), ("B", REVERSED), ("giải trình năm 2024", REVERSED), ("W", REVERSED), ("U", REVERSED)],
    ),
    "framework_overlap": (
        {"blocks": [{"block_code": "b"}, {"block_code": "c"}],
         "framework_years": [
            {"framework_code": "F", "year": 2024, "block_code": "all"}, {"framework_code": "G", "year": 2024, "block_code": "b"},
            {"framework_code": "G", "year": 2024, "block_code": "c", "assessment_code": "TD"},
            {"framework_code": "G", "year": 2025, "block_code": "all"},
        ]},
        [("2024, khối b: F và G", "một bộ tiêu chí cho mỗi năm và khối")],
    ),
    "na_rule": (
        {"criteria": [
            F("A1"), F("A2", na_rule="moved_to:A1"), F("out", na_rule="out"), F("full", na_rule="full"),
            F("bonus", in_maximum=False), F("part", parent_code="A1"),
            F("b1", na_rule="moved"), F("b2", na_rule="moved_to:b2"), F("b3", na_rule="moved_to:gone"),
            F("b4", na_rule="moved_to:A2"), F("b5", na_rule="moved_to:bonus"), F("b6", na_rule="moved_to:part"),
        ]},
        [("b1: moved", "out, full hoặc moved_to:<mã tiêu chí>"), ("b2: moved_to:b2", NO_TARGET), ("b3: moved_to:gone", NO_TARGET),
         ("b4: moved_to:A2", NO_TARGET), ("b5: moved_to:bonus", NO_TARGET), ("b6: moved_to:part", NO_TARGET)],
    ),
    "no_such_day": (
        {"milestones": [{"milestone_code": code, "stated_day": day, "stated_month": month} for code, day, month in
                        (("ok", 28, 2), ("leap", 29, 2), ("june", 31, 6), ("month", 1, 13), ("zero", 0, 1), ("long", 31, 12))]},
        [(found, "ngày, tháng có thật") for found in ("june: 31/6", "leap: 29/2", "month: 1/13", "zero: 0/1")],
    ),
    "points_around_nothing": (
        {"criteria": [F("ok", max_points=5), F("penalty", min_points=-2, max_points=0),
                      F("least", min_points="0.5", max_points=5), F("most", min_points=-2, max_points=-1)]},
        [(found, "điểm tối thiểu không lớn hơn 0, điểm tối đa không nhỏ hơn 0")
         for found in ("least: từ 0.5 đến 5 điểm", "most: từ -2 đến -1 điểm")],
    ),
    "second_deadline": (
        {"milestones": [{"milestone_code": "plan"}, {"milestone_code": "yearly"},
                        *({"milestone_code": code, "assessment_code": code[:2]} for code in ("TD-1", "TD-2", "XX"))]},
        [("đợt TD: 2 mốc", "một mốc cho mỗi đợt đánh giá")],
    ),
    "sub_criteria_sum_differs": (
        {"criteria": [F("A1", max_points=5), F("A1a", parent_code="A1", max_points="2.5"), F("A1b", parent_code="A1", max_points="2.5"),
                      F("A2", max_points=5), F("A2a", parent_code="A2", max_points="4.25")]},
        [("A2", "4.25")],
    ),
    "sub_criterion_misplaced": (
        {"criteria": [F("A1", group_code="A"), F("ok", group_code="A", parent_code="A1", in_maximum=True),
                      F("third", group_code="A", parent_code="ok"),
                      F("z", group_code="B", parent_code="A1", in_maximum=False)]},
        [("third của ok", "hai cấp: tiêu chí, rồi chỉ tiêu thành phần"), ("z của A1", "cùng nhóm A với tiêu chí"),
         ("z của A1", "cùng tính hoặc cùng không tính vào điểm tối đa như tiêu chí")],
    ),
    "terms_overlap": (
        {"heads": [{"unit_code": unit, "head_code": code, "term_from": D(first), "term_to": last and D(last)} for unit, code, first, last in (
            ("U", "u1", "2022-01-01", "2023-12-31"), ("U", "u2", "2024-01-01", None), ("V", "v1", "2022-01-01", None),
            ("W", "w1", "2022-01-01", "2023-12-31"), ("W", "w2", "2023-12-31", None), ("W", "w3", "2025-01-01", None),
        )]},
        [("w1 và w2", "nhiệm kỳ không chồng nhau"), ("w2 và w3", "nhiệm kỳ không chồng nhau")],
    ),
}  # fmt: skip


def test_every_rule_has_a_planted_row():
    assert build.reference_rules().keys() == PLANTED.keys()


@pytest.mark.parametrize("rule", build.reference_rules())
def test_a_rule_is_silent_on_nothing_and_finds_its_planted_rows_alone(rule):
    rows, bad = PLANTED[rule]
    text, read = build.reference_rules()[rule]

    def told(reference: dict[str, list[tuple]]) -> list[tuple]:
        with duckdb.connect(":memory:") as con:
            build.prepare(con, reference, date(2026, 12, 15), set(read))
            return con.execute(text).fetchall()

    assert told({}) == []
    found = told(rows_of(rows))
    assert [(what, expected) for *_, what, expected in found] == bad
    assert {f"reference.{table}" for tables, *_ in found for table in tables.split(", ")} <= read
    assert all(code in CODES for _, code, *_ in found)
    assert text.startswith("-- One row per "), "the first comment says the grain"


def test_the_references_of_the_sample_break_no_rule():
    for folder in ("reference", "reference_pilot"):
        given = {}
        for path in sorted((SAMPLES / folder).glob("*.csv")):
            given |= door.parse(path.read_bytes(), path.name, Context.from_tables({})).rows
        given = {name.removeprefix("reference."): rows for name, rows in given.items()}
        assert rules.broken_rules(given, given) == []


def test_only_the_rules_of_what_came_are_asked():
    bad = {"frameworks": [("F", "Khung", None, None, None, 2, True, -1, None)]}
    assert [f.code for _, f in rules.broken_rules(bad, ["frameworks"])] == ["value_not_allowed"]
    assert rules.broken_rules(bad, ["holidays"]) == []
    assert rules.broken_rules(bad, []) == []
