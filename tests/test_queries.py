"""The query layer against plain Python over the same marts, and the scope that it enforces."""

from __future__ import annotations

import inspect
from fractions import Fraction
from statistics import median

import duckdb
import pyarrow as pa
import pytest

from tests import snapshots
from warehouse import queries, queries_heads, queries_trends

YEAR, BLOCK, UNIT = 2025, "xa_phuong", "P_HA_TU"


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    folder = snapshots.build(tmp_path_factory.mktemp("queries"))
    with duckdb.connect(str(next((folder / "snapshots").iterdir())), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def units(con) -> list[dict]:
    return con.sql("select * from mart.unit_year").to_arrow_table().to_pylist()


ARGUMENTS = {"year": YEAR, "block": None, "scope": None, "units": (UNIT,), "unit": UNIT, "part_kind": "group",
             "part_code": "D"}  # fmt: skip
QUESTIONS = [f for name, f in inspect.getmembers(queries, inspect.isfunction) if not name.startswith("_")]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda f: f.__name__)
def test_every_question_answers_in_arrow_and_names_what_it_answers(con, question):
    arguments = [ARGUMENTS[name] for name in list(inspect.signature(question).parameters)[1:]]
    table = question(con, *arguments)
    assert isinstance(table, pa.Table)
    if question is not queries.unit_findings:  # a file without faults has none
        assert table.num_rows
    assert question.__doc__
    if "block" in inspect.signature(question).parameters:
        arguments = [
            BLOCK if a is None and n == "block" else a
            for n, a in zip(list(inspect.signature(question).parameters)[1:], arguments, strict=True)
        ]
        assert question(con, *arguments).num_rows <= table.num_rows


def test_pages_read_marts_only():
    code = inspect.getsource(queries)
    assert "raw." not in code and "staging." not in code and "streamlit" not in code.split('"""')[2]


def test_ranking_against_exact_fractions(con, units):
    """Ranks, ties and changes recomputed from the points."""
    exact = {
        (u["year"], u["unit_code"]): Fraction(u["points"]) / Fraction(u["max_points"])
        for u in units
        if u["points"] is not None
    }
    of = {(u["year"], u["unit_code"]): u for u in units}
    for row in queries.ranking(con, YEAR, None, None).to_pylist():
        key = (YEAR, row["unit_code"])
        peers = [v for k, v in exact.items() if k[0] == YEAR and of[k]["block_code"] == row["block_code"]]
        if key not in exact:
            assert row["rank_block"] is None and row["tied"] is None and not row["is_provisional"]
            continue
        assert row["rank_block"] == 1 + sum(v > exact[key] for v in peers)
        assert row["tied"] == peers.count(exact[key])
        assert row["ranked"] == len(peers)
        bound = min((b for b in (50, 70, 90) if b > row["score_pct"]), default=None)
        assert row["to_next_class"] == (None if bound is None else bound - row["score_pct"])
        if (YEAR - 1, row["unit_code"]) in exact:
            assert row["comparison"] == "comparable"
            assert row["rank_block_change"] == of[YEAR - 1, row["unit_code"]]["rank_block"] - row["rank_block"]


def test_first_year_of_a_framework_is_not_compared(con):
    rows = [row for row in queries.ranking(con, 2023, None, None).to_pylist() if row["score_pct"] is not None]
    assert {row["comparison"] for row in rows} <= {"framework_changed", "new_unit"}
    assert not [row for row in rows if row["score_pct_previous"] is not None or row["rank_block_change"] is not None]


def test_summary_adds_up(con, units):
    rows = queries.summary(con, YEAR, None).to_pylist()
    total, blocks = rows[-1], rows[:-1]
    assert total["block_code"] is None and len(blocks) == 5
    for field in ("units", "submitted", "required", "on_time", "late", "missing", "verified", "with_result"):
        assert total[field] == sum(block[field] for block in blocks)
    assert total["median_pct"] == median(
        u["score_pct"] for u in units if u["year"] == YEAR and u["score_pct"] is not None
    )
    assert queries.summary(con, YEAR, BLOCK).to_pylist()[-1]["units"] == 32


def test_points_lost_are_those_of_scored_criteria(con):
    rows = queries.criteria(con, YEAR, BLOCK).to_pylist()
    lost = con.execute(
        "select sum(s.max_points - s.points) from mart.criterion_unit_year s join mart.unit_year u using (year, unit_code)"
        " where s.year = ? and u.block_code = ?",
        [YEAR, BLOCK],
    ).fetchall()[0][0]
    assert sum(row["points_lost"] or 0 for row in rows) == pytest.approx(float(lost))
    assert sum(row["lost_share"] or 0 for row in rows) == pytest.approx(100)


def test_trend_counts_units_and_marks_frameworks(con):
    rows = [row for row in queries_trends.trend_by(con, None, False).to_pylist() if row["block_code"] is None]
    assert [row["year"] for row in rows] == [2022, 2023, 2024, 2025, 2026]
    assert len({row["framework_code"] for row in rows}) == 2
    assert [row["is_running"] for row in rows] == [False] * 4 + [True]


def test_scope_leaves_only_the_own_unit(con):
    for question in (queries.heat_map, queries.deadlines, queries_heads.heads):
        rows = question(con, YEAR, None, UNIT).to_pylist()
        assert rows and {row["unit_code"] for row in rows} == {UNIT}
        assert not question(con, YEAR, None, "").num_rows
    rows = queries.ranking(con, YEAR, None, UNIT).to_pylist()
    hidden = ("points", "max_points", "self_pct", "received_on")
    assert len(rows) == 64
    assert not [row for row in rows if row["unit_code"] != UNIT and any(row[field] is not None for field in hidden)]
    assert any(row["rank_block"] for row in rows if row["unit_code"] != UNIT), "the published ranking stays"


def test_parameters_are_bound(con):
    assert not queries.ranking(con, YEAR, "x' or '1'='1", None).num_rows
    assert not queries_trends.unit_trend_by(con, ("x') or true --",), False).num_rows


def test_requested_reports_never_count_as_late_or_missing(con):
    rows = queries.summary(con, YEAR, "mttq_ctxh").to_pylist()
    assert rows[-1]["required"] == rows[-1]["late"] == rows[-1]["missing"] == 0
    assert rows[-1]["requested"] == rows[-1]["units"]


def test_names_are_sorted_by_vietnamese_rules(con):
    names = [row["unit_name"] for row in queries.units(con, "xa_phuong").to_pylist()]
    assert names.index("Phường Cao Xanh") < names.index("Phường Đại Yên") < names.index("Phường Giếng Đáy")


OF_ONE_UNIT = [f for f in QUESTIONS if "unit" in inspect.signature(f).parameters]


@pytest.mark.parametrize("question", OF_ONE_UNIT, ids=lambda f: f.__name__)
def test_detail_of_another_unit_is_refused_by_the_query(con, question):
    names = list(inspect.signature(question).parameters)[1:]
    for scope in ("P_BAI_CHAY", ""):
        arguments = {"year": YEAR, "unit": UNIT, "scope": scope}
        assert not question(con, *[arguments[name] for name in names]).num_rows
    assert "scope" in names


def test_parts_and_borderlines_of_other_units_stay_with_them(con):
    rows = queries.part_ranking(con, YEAR, None, "group", "D", UNIT).to_pylist()
    assert [row["unit_code"] for row in rows] == [UNIT]
    whole = queries.part_ranking(con, YEAR, None, "group", "D", None).to_pylist()
    assert rows[0] == next(row for row in whole if row["unit_code"] == UNIT), "ranked among all"
    mine = queries.unit_parts(con, YEAR, (UNIT, "P_BAI_CHAY"), UNIT).to_pylist()
    assert {row["unit_code"] for row in mine} == {UNIT}
    assert {row["unit_code"] for row in queries.borderline(con, YEAR, None, UNIT).to_pylist()} <= {UNIT}
    years = queries.unit_years(con, (UNIT, "P_BAI_CHAY"), UNIT).to_pylist()
    for row in years:
        if row["unit_code"] != UNIT:
            assert row["points"] is row["max_points"] is row["self_pct"] is row["received_on"] is None
            assert row["score_pct"] is not None or row["rank_block"] is None


def test_parts_against_exact_fractions(con):
    """Percent and rank of a group, of output and impact, and of a dimension, recomputed from the criteria."""
    scores = con.sql(
        "select s.*, k.kind, k.dimension_code, u.block_code from mart.criterion_unit_year s"
        " join mart.criterion k using (framework_code, criterion_code)"
        " join mart.unit_year u on u.year = s.year and u.unit_code = s.unit_code"
    ).to_arrow_table().to_pylist()  # fmt: skip
    for kind, code, holds in (
        ("group", "D", lambda s: s["group_code"] == "D"),
        ("dimension", "hieu_qua_tac_dong", lambda s: s["dimension_code"] == "hieu_qua_tac_dong"),
        ("kind", "output_impact", lambda s: s["kind"] in ("dau_ra", "tac_dong")),
    ):
        exact = {}
        for s in scores:
            if s["year"] == YEAR and holds(s) and s["applicable"]:
                sums = exact.setdefault((s["block_code"], s["unit_code"]), [Fraction(0), Fraction(0), False])
                sums[0] += Fraction(s["points"] or 0)
                sums[1] += Fraction(s["max_points"])
                sums[2] |= s["points"] is not None
        exact = {key: 100 * p / m for key, (p, m, scored) in exact.items() if scored}
        rows = queries.part_ranking(con, YEAR, None, kind, code, None).to_pylist()
        assert {(r["block_code"], r["unit_code"]) for r in rows} == exact.keys()
        for row in rows:
            mine = exact[row["block_code"], row["unit_code"]]
            peers = [v for (b, _), v in exact.items() if b == row["block_code"]]
            assert row["score_pct"] == float(mine)
            assert row["rank_block"] == 1 + sum(v > mine for v in peers)
            assert (row["ranked"], row["tied"]) == (len(peers), peers.count(mine))
            assert row["rank_overall"] == 1 + sum(v > mine for v in exact.values())
            assert row["ranked_overall"] == len(exact)


def test_overall_places_of_the_ranking(con, units):
    here = [u for u in units if u["year"] == YEAR and u["score_pct"] is not None]
    before = {u["unit_code"]: u for u in units if u["year"] == YEAR - 1}
    for row in queries.ranking(con, YEAR, None, None).to_pylist():
        if row["score_pct"] is None:
            continue
        assert row["rank_overall"] == 1 + sum(u["score_pct"] > row["score_pct"] for u in here)
        assert row["ranked_overall"] == len(here)
        assert row["tied_overall"] == sum(u["score_pct"] == row["score_pct"] for u in here)
        old = before[row["unit_code"]]["rank_overall"] if row["unit_code"] in before else None
        assert row["rank_overall_change"] == (None if old is None else old - row["rank_overall"])
        assert 1 <= row["rank_low"] <= row["rank_high"] <= row["ranked"]
