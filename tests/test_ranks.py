"""Ranks, ties, classes and percentages of the mart against a naive oracle in exact fractions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse_fixture import models
from warehouse import build

FRAMEWORK = "F"
MAXIMA = [Decimal("3"), Decimal("7"), Decimal("0.5"), Decimal("10")]
CLASSES = [("tot", Decimal(90)), ("kha", Decimal(70)), ("trung_binh", Decimal(50)), ("yeu", Decimal(0))]
BLOCKS = ("a", "b")

score = st.one_of(st.none(), st.just("na"), st.integers(0, 40).map(lambda n: Decimal(n) / 4))
unit = st.tuples(st.sampled_from(BLOCKS), st.lists(score, min_size=4, max_size=4))


def capped(value, maximum):
    return min(value, maximum) if isinstance(value, Decimal) else value


def snapshot(units) -> duckdb.DuckDBPyConnection:
    day = date(2020, 1, 1)
    reference = {
        "blocks": [(b, b, n) for n, b in enumerate(BLOCKS)],
        "units": [(f"u{n}", f"u{n}", b, day, None, "x", None, False, None) for n, (b, _) in enumerate(units)],
        "frameworks": [(FRAMEWORK, "F", None, None, None, 2, False, None, "HD 12")],
        "framework_years": [(FRAMEWORK, 2024, "all", None)],
        "criterion_groups": [(FRAMEWORK, "1", "G", None, 1)],
        "criteria": [
            (FRAMEWORK, f"1.{c}", "1", "C", m, "dau_ra", True, None, None, c, *[None] * 5) for c, m in enumerate(MAXIMA)
        ],
        "classes": [(FRAMEWORK, code, code, low, n) for n, (code, low) in enumerate(CLASSES)],
    }
    con = duckdb.connect(":memory:")
    build.prepare(con, reference, date(2025, 3, 1))
    files, rows = [], []
    for n, (_, scores) in enumerate(units):
        files.append((n, 1, "", "", f"{n}", f"{n}", "", "xlsx", "self_assessment", "accepted", f"u{n}", 2024, FRAMEWORK,
                      None, date(2025, 1, 2), "", 4, None))  # fmt: skip
        for c, (value, maximum) in enumerate(zip(scores, MAXIMA, strict=True)):
            value = capped(value, maximum)
            text = str(value) if isinstance(value, Decimal) else None
            rows.append(
                (
                    n,
                    f"u{n}",
                    2024,
                    FRAMEWORK,
                    f"1.{c}",
                    "S",
                    "A1",
                    text,
                    text,
                    value == "na",
                    None,
                    None,
                    None,
                    None,
                    None,
                )
            )
    build.insert(con, "raw.received_file", files)
    build.insert(con, "raw.self_assessment", rows)
    for name in models("mart.rank_interval"):
        build.run_model(con, name)
    return con


def expected_percent(scores) -> Fraction | None:
    counted = [(capped(v, m), m) for v, m in zip(scores, MAXIMA, strict=True) if v != "na"]
    given_points = [Fraction(v) for v, _ in counted if v is not None]
    return 100 * sum(given_points) / sum(Fraction(m) for _, m in counted) if given_points else None


@settings(max_examples=15, deadline=None)
@given(st.lists(unit, min_size=1, max_size=9))
def test_percent_class_and_ranks_equal_exact_fractions(units):
    con = snapshot(units)
    found = {
        row[0]: row[1:]
        for row in con.execute(
            "select unit_code, score_pct, class_code, rank_block, rank_overall from mart.unit_year"
        ).fetchall()
    }
    percents = [expected_percent(scores) for _, scores in units]
    for n, (block, _) in enumerate(units):
        mine = percents[n]
        got = found[f"u{n}"]
        if mine is None:
            assert got == (None, None, None, None)
            continue
        peers = [p for p, (b, _) in zip(percents, units, strict=True) if b == block and p is not None]
        everyone = [p for p in percents if p is not None]
        assert got[0] == float(mine)
        assert got[1] == next(code for code, low in CLASSES if Fraction(low) <= mine)
        assert got[2] == 1 + sum(p > mine for p in peers)
        assert got[3] == 1 + sum(p > mine for p in everyone)
    con.close()


@settings(deadline=None)  # a busy machine is no failure
@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 50))
def test_equal_fractions_are_equal_percentages(points, maximum, factor):
    con = duckdb.connect(":memory:")
    formula = "(100 * cast(? as bigint)) / nullif(cast(? as bigint), 0)"
    one = con.execute(f"select {formula}", [points, maximum]).fetchall()[0]
    other = con.execute(f"select {formula}", [points * factor, maximum * factor]).fetchall()[0]
    assert one == other == (float(Fraction(100 * points, maximum)),)
