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
LAST_YEAR = 2024
MAXIMA = [Decimal("3"), Decimal("7"), Decimal("0.5"), Decimal("10")]
CLASSES = [("tot", Decimal(90)), ("kha", Decimal(70)), ("trung_binh", Decimal(50)), ("yeu", Decimal(0))]
BLOCKS = ("a", "b")

score = st.one_of(st.none(), st.just("na"), st.integers(0, 40).map(lambda n: Decimal(n) / 4))
population = st.lists(
    st.tuples(st.sampled_from(BLOCKS), st.lists(score, min_size=4, max_size=4)), min_size=1, max_size=9
)


def capped(value, maximum):
    return min(value, maximum) if isinstance(value, Decimal) else value


def snapshot(*populations) -> duckdb.DuckDBPyConnection:
    """The marts of one year for each population: building them costs far more than what is in them."""
    day = date(2000, 1, 1)
    years = range(LAST_YEAR - len(populations) + 1, LAST_YEAR + 1)
    most = max(populations, key=len)
    reference = {
        "blocks": [(b, b, n) for n, b in enumerate(BLOCKS)],
        "units": [
            (f"{b}{n}", f"{b}{n}", b, day, None, "x", None, False, None) for n in range(len(most)) for b in BLOCKS
        ],
        "frameworks": [(FRAMEWORK, "F", None, None, None, 2, False, None, "HD 12")],
        "framework_years": [(FRAMEWORK, year, "all", None) for year in years],
        "criterion_groups": [(FRAMEWORK, "1", "G", None, 1)],
        "criteria": [
            (FRAMEWORK, f"1.{c}", "1", "C", m, "dau_ra", True, None, None, c, *[None] * 5) for c, m in enumerate(MAXIMA)
        ],
        "classes": [(FRAMEWORK, code, code, low, n) for n, (code, low) in enumerate(CLASSES)],
    }
    con = duckdb.connect(":memory:")
    build.prepare(con, reference, date(LAST_YEAR + 1, 3, 1))
    files, rows = [], []
    units = [
        (year, n, *own) for year, population in zip(years, populations, strict=True) for n, own in enumerate(population)
    ]
    for file, (year, n, block, scores) in enumerate(units):
        code = f"{block}{n}"
        files.append((file, 1, "", "", f"{file}", f"{file}", "", "xlsx", "self_assessment", "accepted", code, year,
                      FRAMEWORK, None, date(year + 1, 1, 2), "", 4, None))  # fmt: skip
        for c, (value, maximum) in enumerate(zip(scores, MAXIMA, strict=True)):
            value = capped(value, maximum)
            text = str(value) if isinstance(value, Decimal) else None
            rows.append((file, code, year, FRAMEWORK, f"1.{c}", "S", "A1", text, text, value == "na", *[None] * 5))
    build.insert(con, "raw.received_file", files)
    build.insert(con, "raw.self_assessment", rows)
    for name in models("mart.rank_interval"):
        build.run_model(con, name)
    return con


def expected_percent(scores) -> Fraction | None:
    counted = [(capped(v, m), m) for v, m in zip(scores, MAXIMA, strict=True) if v != "na"]
    given_points = [Fraction(v) for v, _ in counted if v is not None]
    return 100 * sum(given_points) / sum(Fraction(m) for _, m in counted) if given_points else None


@settings(max_examples=5)
@given(st.lists(population, min_size=6, max_size=8))
def test_percent_class_and_ranks_equal_exact_fractions(populations):
    con = snapshot(*populations)
    marts = con.execute("select year, unit_code, score_pct, class_code, rank_block, rank_overall from mart.unit_year")
    found = {row[:2]: row[2:] for row in marts.fetchall()}
    con.close()
    for year, units in enumerate(populations, LAST_YEAR - len(populations) + 1):
        percents = [expected_percent(scores) for _, scores in units]
        everyone = [p for p in percents if p is not None]
        for n, (block, _) in enumerate(units):
            mine = percents[n]
            got = found[year, f"{block}{n}"]
            if mine is None:
                assert got == (None, None, None, None)
                continue
            peers = [p for p, (b, _) in zip(percents, units, strict=True) if b == block and p is not None]
            assert got[0] == float(mine)
            assert got[1] == next(code for code, low in CLASSES if Fraction(low) <= mine)
            assert got[2] == 1 + sum(p > mine for p in peers)
            assert got[3] == 1 + sum(p > mine for p in everyone)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 50)), min_size=1))
def test_equal_fractions_are_equal_percentages(fractions):
    rows = ", ".join(f"({points}, {maximum}, {factor})" for points, maximum, factor in fractions)
    found = duckdb.sql(
        "select (100 * cast(p as bigint)) / nullif(cast(m as bigint), 0), "
        f"(100 * cast(p * f as bigint)) / nullif(cast(m * f as bigint), 0) from (values {rows}) as t(p, m, f)"
    ).fetchall()
    assert found == [(float(Fraction(100 * points, maximum)),) * 2 for points, maximum, _ in fractions]
