"""Intervals against published vectors, and attempts to get a hidden figure back out of what the marts show."""

from __future__ import annotations

import math
from datetime import date

import duckdb
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.survey_exports import question, wave
from warehouse import build

Z = 1.959963984540054
# Wilson score interval without continuity correction. The first four are printed with four decimals in Newcombe 1998
# (Statistics in Medicine 17, table I); all nine decimals are those of SciPy's proportion_ci("wilson").
WILSON = [
    (81, 263, 0.255288520, 0.366209577),
    (15, 148, 0.062386400, 0.160487242),
    (0, 20, 0.0, 0.161125158),
    (1, 29, 0.006113214, 0.171755219),
    (29, 29, 0.883030202, 1.0),
]


@pytest.fixture(scope="module")
def functions():
    con = duckdb.connect(":memory:")
    con.execute((build.HERE / "shim" / "duckdb.sql").read_text(encoding="utf-8"))
    yield con
    con.close()


def wilson(con, share, size, z=Z):
    return con.execute("select wilson_low($1, $2, $3), wilson_high($1, $2, $3)", [share, size, z]).fetchone()


@pytest.mark.parametrize(("hits", "size", "low", "high"), WILSON)
def test_wilson_equals_the_published_vectors(functions, hits, size, low, high):
    found = wilson(functions, hits / size, float(size))
    assert found == pytest.approx((low, high), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5000), st.floats(0, 1), st.floats(1.0, 4.0))
def test_wilson_holds_its_algebra(functions, size, share, deff):
    hits = round(size * share)
    low, high = wilson(functions, hits / size, size / deff)
    assert 0 <= low <= hits / size + 1e-12 and hits / size - 1e-12 <= high <= 1
    mirror = wilson(functions, 1 - hits / size, size / deff)
    assert mirror == pytest.approx((1 - high, 1 - low), abs=1e-9), "the unfavourable share mirrors it"
    wider = wilson(functions, hits / size, size / (2 * deff))
    assert wider[0] <= low + 1e-12 and wider[1] >= high - 1e-12, "fewer effective answers, no narrower interval"
    # the bounds are the shares from which this one is just z standard errors away
    for bound in (low, high):
        if 1e-9 < bound < 1 - 1e-9:
            error = math.sqrt(bound * (1 - bound) * deff / size)
            assert abs(hits / size - bound) / error == pytest.approx(Z, rel=1e-6)


# the marts of invented answers

UNITS = [("A", "x"), ("B", "x"), ("C", "x"), ("D", "x"), ("E", "y"), ("F", "y"), ("G", "y")]
FILES = [(2024, "W24"), (2025, "W25"), (2025, "W25B")]


def marts(answers: list[tuple], questions: list[tuple], plan=(), waves=None, **thresholds) -> duckdb.DuckDBPyConnection:
    """All models over invented answers: (unit, group, question, option, weight), one person each unless `person`
    is given as a sixth value, its year as a seventh, its wave as an eighth."""
    con = duckdb.connect(":memory:")
    reference = {
        "settings": [(k, str(v), None) for k, v in thresholds.items()],
        "blocks": [("x", "Khối x", 1), ("y", "Khối y", 2)],
        "units": [(u, f"Đơn vị {u}", b, date(2020, 1, 1), None, "ubnd_thanh_pho", None, False, None) for u, b in UNITS],
        "survey_waves": waves or [wave(year, code) for year, code in FILES],
        "survey_questions": questions,
        "survey_options": [("S", "co", "Có", None, True, 1), ("S", "khong", "Không", None, False, 2)],
        "survey_plan": list(plan),
    }
    build.prepare(con, reference, date(2026, 12, 15))
    for seq, (year, code) in enumerate(FILES, 1):
        con.execute("insert into raw.received_file (file_seq, run_seq, path, file_name, sha256, kind, status, year, first_seen_on)"
                    " values (?, 1, ?, ?, ?, 'survey', 'accepted', ?, date '2026-01-01')", [seq, f"{seq}.csv", f"{seq}.csv", str(seq), year])  # fmt: skip
        con.execute("insert into raw.survey_file values (?, ?, ?, 'KS', 'Google Forms', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)", [seq, year, code])  # fmt: skip
    for name in ("setting", "register_row", "file_content", "file_name", "file_date", "survey_file"):
        build.run_model(con, f"staging.{name}")
    build.run_model(con, "private.survey_coded")
    rows = []
    for n, (unit, group, code, option, *more) in enumerate(answers):
        year = more[2] if len(more) > 2 else 2025
        person = more[1] if len(more) > 1 else n
        given = (more[3] if len(more) > 3 else None) or f"W{year % 100}"
        file = FILES.index((year, given)) + 1
        rows.append((file, person, unit, group, more[0] if more else 1, code, option))
    if rows:
        con.execute(
            "insert into survey_coded select unnest($1), unnest($2), date '2025-12-01', unnest($3), unnest($4), unnest($5),"
            " unnest($6), unnest($7), null, null", [list(c) for c in zip(*rows, strict=True)],
        )  # fmt: skip
    for name in build.model_order():
        if name.startswith(("private.", "mart.survey_")) and name != "private.survey_coded":
            build.run_model(con, name)
    for path in (build.HERE / "checks").glob("survey_*.sql"):
        assert con.execute(path.read_text(encoding="utf-8")).fetchall() == []
    return con


def people(unit: str, yes: int, no: int, code="q1", group=None, year=2025) -> list[tuple]:
    return [(unit, group, code, "co", 1, f"{unit}{code}{group}{n}".__hash__() % 10**12, year) for n in range(yes)] + [
        (unit, group, code, "khong", 1, f"{unit}{code}{group}{yes + n}".__hash__() % 10**12, year) for n in range(no)
    ]


def responses(answers: list[tuple], wave=None) -> list[tuple]:
    """The row that each response has beside its answers."""
    found = {(a[5], a[6] if len(a) > 6 else 2025): a for a in answers}
    return [(a[0], a[1], None, None, 1, person, year, wave) for (person, year), a in found.items()]


ONE = [question("q1", "Hỏi 1", indicator="hai_long", scale="S", series="s1")]
TWO = [*ONE, question("q2", "Hỏi 2", indicator="hai_long", scale="S", series="s2")]


def one(con, unit, *columns):
    return con.execute(f"select {', '.join(columns)} from mart.survey_unit_year where unit_code = ?", [unit]).fetchone()


def test_the_figures_of_a_large_unit():
    con = marts(people("A", 81, 182) + people("B", 40, 0), ONE)
    assert one(con, "A", "n", "n_eff", "favourable", "suppressed") == (263, 263.0, 81, False)
    assert one(con, "A", "share", "ci_low", "ci_high") == pytest.approx((81 / 263, 0.255288520, 0.366209577), abs=1e-9)


def test_small_numbers_are_hidden_with_the_next_smallest():
    con = marts(people("A", 20, 9) + people("B", 25, 15) + people("C", 50, 50) + people("E", 30, 0), ONE)
    assert one(con, "A", "n", "share", "favourable", "ci_low", "suppressed") == (29, None, None, None, True)
    assert one(con, "B", "n", "share", "suppressed") == (40, None, True), "one hidden cell would be a difference"
    assert one(con, "C", "n", "suppressed") == (100, False)
    assert one(con, "E", "share", "suppressed") == (1.0, False), "another block"


def test_ties_of_the_next_smallest_go_by_unit_code():
    con = marts(people("D", 2, 1) + people("C", 20, 20) + people("B", 20, 20) + people("A", 30, 30), ONE)
    assert one(con, "B", "suppressed", "n") == (True, None) and one(con, "C", "suppressed") == (False,)
    assert one(con, "D", "n", "n_eff", "suppressed") == (None, None, True)


def test_finite_population_and_design_effect():
    con = marts(
        people("A", 60, 40),
        ONE,
        plan=[(2025, "W25", "A", 100, 400)],
        waves=[wave(2024, "W24"), wave(2025, "W25", deff=1.25)],
    )
    n_eff = 100 / 1.25
    star = n_eff * 399 / 300
    expected = wilson_python(0.6, star)
    assert one(con, "A", "n_eff") == (n_eff,)
    assert one(con, "A", "ci_low", "ci_high") == pytest.approx(expected, abs=1e-9)
    census = marts(people("A", 60, 40), ONE, plan=[(2025, "W25", "A", 100, 100)])
    assert one(census, "A", "share", "ci_low", "ci_high") == (0.6, None, None)


def wilson_python(p: float, n: float) -> tuple[float, float]:
    middle, half = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)


def test_weights_change_the_share_and_the_effective_size():
    answers = [("A", None, "q1", "co", 2)] * 50 + [("A", None, "q1", "khong", 1)] * 50
    con = marts(answers, ONE)
    assert one(con, "A", "n", "favourable") == (100, 50)
    assert one(con, "A", "share", "n_eff") == pytest.approx((100 / 150, 150**2 / 250), abs=1e-9)


def test_answers_of_one_person_are_one_cluster():
    answers = [
        (u, g, q, o, w, n % 40, y) for q in ("q1", "q2") for n, (u, g, _, o, w, _, y) in enumerate(people("A", 30, 10))
    ]
    con = marts(answers, TWO)
    assert one(con, "A", "n", "n_eff", "people") == (80, 40.0, 40)


def test_a_question_of_one_group_counts_its_own_people_and_no_others():
    """One question for citizens and one for officials are answered by 40 people, not by 20; what an official answers to
    the citizens' question counts nowhere."""
    asked = [question("q1", "Hỏi 1", indicator="hai_long", scale="S", group="dan"),
             question("q2", "Hỏi 2", indicator="hai_long", scale="S", group="can_bo")]  # fmt: skip
    citizens, officials = people("A", 30, 2, "q1", "dan"), people("A", 10, 20, "q2", "can_bo")
    con = marts([*citizens, *officials, *people("A", 0, 9, "q1", "can_bo")], asked)
    assert one(con, "A", "n", "people", "n_eff", "favourable") == (62, 62, 62.0, 40)
    assert con.execute(
        "select sum(answers), sum(share), max(n) from mart.survey_question_unit where question_code = 'q1'"
    ).fetchone() == (32, 1.0, 32)
    con.close()


def test_a_right_answer_is_itself_and_no_pattern():
    asked = [question("q1", "Hỏi 1", indicator="nhan_thuc", right="100%|a_b")]
    codes = ["100%"] * 30 + ["a_b"] * 5 + ["1%"] * 3 + ["aXb", "100", ""]
    con = marts([("A", None, "q1", code) for code in codes], asked)
    assert one(con, "A", "n", "favourable") == (41, 35)
    con.close()


def test_the_people_of_a_group_are_those_of_all_waves():
    answers = [
        (*a[:7], code)
        for unit in "ABC"
        for group in ("dan", "can_bo")
        for code in ("W25", "W25B")
        for a in people(unit, 20, 15, group=group)
    ]
    con = marts(answers, ONE)
    found = con.execute("select n, n_eff from mart.survey_group_year").fetchall()
    assert found == [(210, 210.0)] * 2
    con.close()


def test_thresholds_are_exact():
    """33 people at a design effect of 1.1 are 30, although 33 / 1.1 is less in floating point; 0.57 of 100 is not below 57.
    Where more answered than there are, nothing is certain."""
    con = marts(
        people("A", 20, 13) + people("B", 57, 43) + people("C", 60, 40),
        ONE,
        plan=[(2025, "W25", "C", 100, 90)],
        waves=[wave(2024, "W24"), wave(2025, "W25", deff=1.1)],
    )
    assert one(con, "A", "n_eff", "suppressed") == (30.0, False)
    con.execute(
        "create table mart.criterion_unit_year as select 2025 as year, u as unit_code, 'F' as framework_code, 'c' as"
        " criterion_code, 9 as self_points, null as verified_points, null as final_points, 10 as max_points,"
        " true as applicable from (values ('B'), ('C')) as t (u)"
    )
    con.execute("insert into reference.criteria (framework_code, criterion_code, survey_indicator) values ('F', 'c', 'hai_long')")  # fmt: skip
    con.execute("insert into reference.criterion_bands (framework_code, criterion_code, lower_pct, points)"
                " values ('F', 'c', 0, 2), ('F', 'c', 57, 5), ('F', 'c', 90, 9)")  # fmt: skip
    build.run_model(con, "mart.criterion_survey")
    assert con.execute(
        "select survey_points, survey_points_low, survey_points_high, finding from mart.criterion_survey"
        " order by unit_code"
    ).fetchall() == [(5, 2, 5, "self_above_survey"), (5, 2, 9, None)]
    con.close()


def test_a_unit_is_left_out_of_its_own_benchmark():
    con = marts(people("A", 90, 10) + people("B", 50, 50) + people("C", 52, 48), ONE)
    share, result = con.execute(
        "select benchmark_share, result from mart.survey_comparison where unit_code = 'A' and benchmark = 'block'"
    ).fetchone()
    assert (share, result) == (pytest.approx(0.51), "better")
    assert con.execute("select result from mart.survey_comparison where unit_code = 'B' and benchmark = 'city'").fetchone() == ("worse",)  # fmt: skip


def test_a_change_is_given_only_where_the_map_calls_it_comparable():
    answers = people("A", 30, 20, year=2024) + people("A", 45, 5)
    con = marts(answers, ONE)
    change = con.execute("select is_comparable, difference, difference_low, difference_high from mart.survey_change where level = 'unit'").fetchone()  # fmt: skip
    # Newcombe 1998 (Statistics in Medicine 17, method 10) from the two Wilson intervals
    l1, u1 = wilson_python(0.9, 50)
    l2, u2 = wilson_python(0.6, 50)
    low = 0.3 - math.sqrt((0.9 - l1) ** 2 + (u2 - 0.6) ** 2)
    high = 0.3 + math.sqrt((u1 - 0.9) ** 2 + (0.6 - l2) ** 2)
    assert change == (True, pytest.approx(0.3), pytest.approx(low), pytest.approx(high))
    other = [question("q1", "Hỏi 1", indicator="hai_long", scale="S", series=None)]
    con = marts(answers, other)
    assert con.execute("select is_comparable, difference from mart.survey_change where level = 'unit'").fetchone() == (False, None)  # fmt: skip


def test_newcombes_published_difference(functions):
    """56/70 - 48/80 = 0.2: (0.0524, 0.3339), Newcombe 1998, table II, method 10."""
    l1, u1 = wilson(functions, 56 / 70, 70.0)
    l2, u2 = wilson(functions, 48 / 80, 80.0)
    low = 0.2 - math.sqrt((0.8 - l1) ** 2 + (u2 - 0.6) ** 2)
    high = 0.2 + math.sqrt((u1 - 0.8) ** 2 + (0.6 - l2) ** 2)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


# attacks

ASKED = ("q1", "q2")


class Published:
    """What an attacker has: every published number is the sum of some counts of unit × question × group."""

    def __init__(self, con) -> None:
        self.con = con
        counts = con.execute(
            "select unit_code, question_code, respondent_group, sum(n), sum(favourable), max(heaviest) from survey_question"
            " group by all"
        ).fetchall()
        self.atoms = [c[:3] for c in counts]
        self.n, self.favourable, self.weight = (np.array([float(c[k]) for c in counts]) for k in (3, 4, 5))
        self.sizes: list[np.ndarray] = []
        self.hits: list[np.ndarray] = []
        block = dict(UNITS)
        for unit, n, favourable in self.units():
            equation = self.row(lambda u, q, g, unit=unit: u == unit)
            self.sizes += [equation] if n is not None else []
            self.hits += [equation] if favourable is not None else []
        shown = con.execute(
            "select distinct unit_code, question_code from mart.survey_question_unit where not suppressed"
        ).fetchall()
        for unit, code in shown:
            self._both(lambda u, q, g, unit=unit, code=code: (u, q) == (unit, code))
        self.own = list(self.hits)
        counted = {u for (u,) in con.execute("select unit_code from survey_area_unit").fetchall()}
        for (area,) in con.execute("select area_code from mart.survey_area_year").fetchall():
            self._both(lambda u, q, g, area=area: u in counted and area in ("city", block[u]))
        whole = dict(con.execute("select block_code, questions_whole from survey_whole").fetchall())
        for area, code in con.execute(
            "select distinct area_code, question_code from mart.survey_question_area"
        ).fetchall():
            self._both(
                lambda u, q, g, area=area, code=code: q == code and area in ("city", block[u])
                and u in counted and (whole[block[u]] or (u, q) in shown)
            )  # fmt: skip
        for group, suppressed in con.execute(
            "select respondent_group, suppressed from mart.survey_group_year"
        ).fetchall():
            if not suppressed:
                self._both(lambda u, q, g, group=group: g == group and u in counted)

    def units(self) -> list[tuple]:
        return self.con.execute("select unit_code, n, favourable from mart.survey_unit_year").fetchall()

    def row(self, test) -> np.ndarray:
        return np.array([1.0 if test(*a) else 0.0 for a in self.atoms])

    def _both(self, test) -> None:
        self.sizes.append(self.row(test))
        self.hits.append(self.sizes[-1])

    def is_out(self, target: np.ndarray, known: list[np.ndarray]) -> bool:
        """Whether a hidden number is computed exactly: its equation lies in the span of the published ones."""
        if not known or not target.any():
            return False
        # a share tells the weighted sum too to whoever knows the weights, which are here those of units
        weighed = [] if known is self.sizes else [e * self.weight for e in known]
        matrix = np.array([*known, *weighed])
        return np.linalg.matrix_rank(np.vstack([matrix, target])) == np.linalg.matrix_rank(matrix)

    def bounds(self, known: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest favourable answers of each count for somebody who knows all sizes: each sum less those that
        lie inside it, and what that leaves for each of its parts, until nothing moves."""
        equations = []
        for whole in known:
            equations.append((whole, whole @ self.favourable))
            left = whole.copy()
            for part in sorted(known, key=lambda e: -e.sum()):
                if part is not whole and (part <= left).all():
                    left = left - part
            equations.append((left, left @ self.favourable))
        low, high = np.zeros(len(self.n)), self.n.copy()
        for _ in range(6):
            for members, total in equations:
                own = members > 0
                least, most = low[own].sum(), high[own].sum()
                low[own], high[own] = (
                    np.maximum(low[own], total - most + high[own]),
                    np.minimum(high[own], total - least + low[own]),
                )
        return low, high


def attack(con) -> list[str]:
    """What can be computed exactly, or nearly, although it is hidden."""
    known = Published(con)
    atoms, row, hits = known.atoms, known.row, known.hits
    block = dict(UNITS)
    leaks = []
    for unit, n, favourable in known.units():
        target = row(lambda u, q, g, unit=unit: u == unit)
        if favourable is None and known.is_out(target, hits):
            leaks.append(f"favourable of {unit}")
        block_units = [u for u, b in UNITS if b == block[unit] and any(a[0] == u for a in atoms)]
        if n is None and len(block_units) > 1 and known.is_out(target, known.sizes):
            leaks.append(f"n of {unit}")
    hidden = con.execute("select unit_code, question_code from mart.survey_question_unit where suppressed").fetchall()
    for unit, code in hidden:
        if known.is_out(row(lambda u, q, g, unit=unit, code=code: (u, q) == (unit, code)), hits):
            leaks.append(f"{code} of {unit}")
    for unit, code, group in atoms:
        small = con.execute("select sum(n) from survey_question where unit_code = ? and respondent_group = ?", [unit, group]).fetchone()[0] < 30  # fmt: skip
        several = con.execute("select count(distinct respondent_group) from survey_question where unit_code = ?", [unit]).fetchone()[0] > 1  # fmt: skip
        if small and several and known.is_out(row(lambda u, q, g, a=(unit, code, group): (u, q, g) == a), hits):
            leaks.append(f"{group} of {unit}")
    return leaks + nearly(known)


def nearly(known: Published) -> list[str]:
    """Small hidden figures known to less than 20 points by the figures of several units together. What a unit's own
    figure tells of its parts is no more than what was published of it."""
    before, after = known.bounds(known.own), known.bounds(known.hits)
    grouped = known.con.execute("select count(n) from mart.survey_group_year").fetchone()[0]
    leaks = []
    for place, (unit, code, group) in enumerate(known.atoms):
        size = known.n[place]
        whole = [known.n[[(a[0], a[1]) == (unit, code) for a in known.atoms]].sum()]
        if grouped:
            whole.append(known.n[[(a[0], a[2]) == (unit, group) for a in known.atoms]].sum())
        open_before, open_after = (high[place] - low[place] for low, high in (before, after))
        if min(whole) < 30 and open_after < min(open_before, max(1, 0.2 * size) - 1e-9):
            leaks.append(f"nearly {code} of {unit} ({group}): {open_after:.0f} of {size:.0f}")
    return leaks


SIZES = st.sampled_from([0, 0, 1, 3, 4, 5, 12, 20, 29, 30, 31, 40, 60])


@settings(max_examples=12, deadline=None)
# the only unit with two groups: the group of the city less that of units known together gave it away
@example([(0, 0, 0), (0, 0, 0), (0, 0, 1), (0, 0, 29), (0, 1, 30), (0, 30, 0), (0, 30, 0)], 0.5, False)
# two hidden units with weights that anybody knows
@example([(20, 0, 0), (29, 0, 0), (60, 0, 0), (40, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0)], 0.5, True)
# two hidden units, each of another group
@example([(12, 0, 0), (0, 0, 20), (40, 0, 0), (0, 0, 60), (40, 0, 0), (0, 0, 40), (60, 0, 0)], 0.5, False)
# all answers of the hidden units together are favourable, so those of each are
@example([(20, 0, 0), (12, 0, 0), (40, 0, 0), (0, 0, 0), (5, 0, 0), (40, 0, 0), (0, 60, 0)], 1.0, False)
# few unfavourable answers of a hidden unit that is not small: its small question, its small group, had no more of them
@example([(0, 0, 0)] * 5 + [(0, 0, 1), (0, 29, 30)], 0.9, False)
@example([(60, 1, 30), (0, 5, 12), (31, 1, 4), (60, 1, 1), (1, 60, 40), (3, 30, 29), (12, 1, 1)], 0.9, False)
@given(
    st.lists(st.tuples(SIZES, SIZES, SIZES), min_size=7, max_size=7),
    st.sampled_from([0.5, 0.9, 0.98, 1.0]),
    st.booleans(),
)
@pytest.mark.proof
def test_no_difference_of_published_figures_gives_a_hidden_one(sizes, share, by_unit):
    answers = []
    for (unit, _), (first, second, officials) in zip(UNITS, sizes, strict=True):
        for count, code, group in ((first, "q1", "dan"), (second, "q2", "dan"), (officials, "q1", "can_bo")):
            yes = math.ceil(share * count)
            answers += people(unit, yes, count - yes, code, group)
    if by_unit:
        answers = [(*a[:4], 1 + ord(a[0]) % 7, *a[5:]) for a in answers]
    con = marts(answers, TWO)
    try:
        assert attack(con) == []
    finally:
        con.close()


def test_totals_leave_hidden_units_out_where_they_would_tell_them():
    """45 of 45 hidden answers are favourable: counted in the block, its total would tell both units."""
    for alike, counted in ((20, [(1, 0, 100)]), (14, [(3, 2, 145)])):
        con = marts(people("A", alike, 20 - alike) + people("B", 25, 0) + people("C", 50, 50), ONE)
        assert con.execute("select units, hidden_units, n from mart.survey_area_year where area_code = 'x'").fetchall() == counted  # fmt: skip
        con.close()


def test_known_weights_do_not_tell_hidden_units_or_groups():
    """Weights are often population by interviews, which anybody can reckon: the weighted share is an equation more."""
    for second, units, groups in ((1, 3, False), (2, 1, True)):
        answers = people("A", 14, 6, group="dan") + people("B", 15, 10, group="can_bo")
        answers = [(*a[:4], 1 if a[0] == "A" else second, *a[5:]) for a in answers]
        for unit in "CEFG":
            answers += people(unit, 20, 20, group="dan") + people(unit, 20, 20, group="can_bo")
        con = marts(answers, ONE)
        assert con.execute("select units from mart.survey_area_year where area_code = 'x'").fetchall() == [(units,)]  # fmt: skip
        con.close()
        answers = people("E", 4, 4, group="can_bo")
        for unit in "EFG":
            answers += people(unit, 20, 20, group="dan")
            answers += people(unit, 20, 15, group="can_bo") if unit != "E" else []
        con = marts([(*a[:4], second if a[0] == "E" else 1, *a[5:]) for a in answers], ONE)
        assert con.execute("select distinct suppressed from mart.survey_group_year").fetchall() == [(groups,)]  # fmt: skip
        con.close()


def test_a_rare_answer_does_not_tell_that_nobody_of_a_hidden_unit_gave_it():
    """Nobody of the two hidden units has no opinion: the block less the unit that is shown would say so of each."""
    for undecided, n in ((0, 100), (5, 165)):
        answers = people("A", 12, 8) + people("B", 20, 15) + people("C", 45, 45)
        for unit in "ABC":
            count = undecided if unit != "C" else 10
            answers += [(unit, None, "q1", "khong_ro", 1, f"{unit}{k}".__hash__()) for k in range(count)]  # fmt: skip
        con = marts(answers, ONE)
        found = con.execute("select distinct n from mart.survey_question_area where area_code = 'x'").fetchall()  # fmt: skip
        assert found == [(n,)]
        con.close()


def test_a_group_that_answered_alike_does_not_tell_the_few_of_a_unit():
    """Every official was pleased, so the four of unit A were."""
    for unlike, suppressed in ((0, True), (8, False)):
        answers = people("A", 4, 0, group="can_bo")
        for unit in "ABC":
            answers += people(unit, 20, 20, group="dan")
            if unit != "A":
                answers += people(unit, 30 - unlike, unlike, group="can_bo")
        con = marts(answers, ONE)
        found = con.execute("select distinct suppressed from mart.survey_group_year").fetchall()
        assert found == [(suppressed,)]
        assert attack(con) == []
        con.close()


def test_a_question_of_few_is_not_told_by_the_others_of_its_unit():
    """All answers of the two hidden questions are favourable: the indicator less the question shown would tell both."""
    three = [*TWO, question("q3", "Hỏi 3", indicator="hai_long", scale="S", series="s3")]
    for unlike, shown in ((0, []), (20, ["q1"])):
        answers = people("A", 30, 30) + people("A", 4, 0, "q2")
        con = marts(answers + people("A", 40 - unlike, unlike, "q3"), three)
        found = con.execute("select distinct question_code from mart.survey_question_unit where not suppressed").fetchall()  # fmt: skip
        assert [code for (code,) in found] == shown
        assert attack(con) == []
        con.close()


def test_hidden_numbers_of_people_are_not_told_by_their_sum():
    """Two units with four people each are the only ones with eight together, and fewer than five each. Where the design
    effects of their waves differ, the effective sizes are a second sum; where one was asked more, the answers."""
    for first, second, other, deff, counted in (
        (4, 4, "W25", None, 1),
        (4, 3, "W25", None, 4),
        (4, 3, "W25B", 1, 4),
        (4, 3, "W25B", 2, 1),
        (4, 3, "W25", "more", 1),
    ):
        answers = people("A", first - 1, 1) + people("C", 50, 50) + people("D", 15, 11)
        answers += [(*a[:7], other) for a in people("B", second - 1, 1)]
        if deff == "more":
            answers, deff = answers + people("A", 3, 1, "q2") + people("D", 15, 11, "q2"), None
        waves = [wave(2024, "W24"), wave(2025, "W25"), wave(2025, "W25B", deff=deff)]
        con = marts(answers, TWO, waves=waves)
        found = con.execute("select units from mart.survey_area_year where area_code = 'x'").fetchall()  # fmt: skip
        assert found == [(counted,)]
        con.close()


def test_the_attack_finds_what_is_not_hidden_well_enough():
    """The attacker is no straw man: without the complement he gets the figure."""
    con = marts(people("A", 10, 5) + people("B", 25, 15) + people("C", 50, 50), ONE)
    assert attack(con) == []
    con.execute("update mart.survey_unit_year set favourable = 25 where unit_code = 'B'")
    con.execute("update survey_whole set counted = 'all'")
    con.execute("insert into survey_area_unit select * from survey_area_unit where false")
    con.execute("delete from survey_area_unit")
    con.execute("insert into survey_area_unit select i.*, true from survey_indicator as i")
    assert "favourable of A" in attack(con)


def test_the_responses_by_day_do_not_tell_a_hidden_number():
    con = marts([*people("A", 2, 1), *[("A", None, None, None, 1, n) for n in range(3)],
                 *people("B", 20, 20), *[("B", None, None, None, 1, 100 + n) for n in range(40)],
                 *people("C", 40, 20), *[("C", None, None, None, 1, 200 + n) for n in range(60)]], ONE)  # fmt: skip
    shown = {u for (u,) in con.execute("select distinct unit_code from mart.survey_response_day").fetchall()}
    assert shown == {"C"}, "A is hidden, and B with it, or the total of the wave would tell A"
    assert con.execute("select responses, needed from mart.survey_progress where unit_code = 'A'").fetchone() == (
        None,
        None,
    )


def test_the_rows_of_a_wave_do_not_tell_the_number_of_a_unit_that_is_alone():
    """Alone in its block it has no other unit to hide behind, and the contract prints the n of all others."""
    rows = {}
    for count in (3, 40):
        answers = people("A", 30, 10) + people("B", 20, 30) + people("E", count, 0)
        con = marts(answers + responses(answers), ONE)
        rows[count] = con.execute(
            "select rows_in, loaded, refused, kept_out from mart.survey_wave where wave_code = 'W25'"
        ).fetchall()
        con.close()
    assert rows[3] == [(None, None, None, None)]
    assert rows[40] == [(0, 0, 0, 0)]  # the rows of this file, which holds none here


def test_the_rows_of_one_of_two_waves_do_not_tell_the_only_small_unit_in_it():
    """Two units are hidden in the year, so its totals may be said; each wave holds one of them."""
    large = people("A", 30, 10) + people("E", 30, 10)
    small, other = people("B", 2, 1), people("C", 1, 1)
    con = marts(large + small + other + responses(large + small) + responses(other, "W25B"), ONE)
    rows = con.execute("select wave_code, loaded from mart.survey_wave where year = 2025 order by 1").fetchall()  # fmt: skip
    assert rows == [("W25", None), ("W25B", None)]
    con.close()
    # two small units in one wave, one of them in the other too: its people of the year less these are the others
    answers = responses(large + small + other) + responses(people("C", 5, 5), "W25B")
    con = marts(large + small + other + answers, ONE)
    rows = con.execute("select wave_code, loaded from mart.survey_wave where year = 2025 order by 1").fetchall()  # fmt: skip
    assert rows == [("W25", None), ("W25B", None)]


def test_thresholds_are_settings():
    con = marts(people("A", 8, 4) + people("B", 40, 0) + people("C", 40, 0), ONE, survey_min_n=10, survey_min_count=3)
    assert one(con, "A", "suppressed", "n") == (False, 12)


def test_an_area_has_a_share_by_population_beside_the_pooled_one():
    given = people("A", 30, 30) + people("B", 90, 30) + people("E", 40, 0) + people("F", 20, 20)
    plan = [(2025, "W25", unit, None, size) for unit, size in (("A", 9000), ("B", 1000), ("E", 40), ("F", 400))]
    con = marts(given, ONE, plan)
    columns = "share, population_share, population_low, population_high, population_units, units"
    sql = f"select {columns} from mart.survey_area_year where area_code = ?"
    (pooled, weighted, low, high, counted, units) = con.execute(sql, ["x"]).fetchone()
    assert pooled == pytest.approx(120 / 180) and weighted == pytest.approx((9000 * 0.5 + 1000 * 0.75) / 10000)
    assert (counted, units) == (2, 2)
    # stratified by units, each with its own finite population; then Wilson on the size that has this error
    squares = ((9000, 0.5, 60), (1000, 0.75, 120))
    variance = sum((n / 10000) ** 2 * p * (1 - p) * (n - size) / (size * (n - 1)) for n, p, size in squares)
    assert (low, high) == pytest.approx(wilson_python(weighted, weighted * (1 - weighted) / variance))
    # of a unit in which everybody was asked no error is left
    (_, weighted, low, high, *_) = con.execute(sql, ["y"]).fetchone()
    assert weighted == pytest.approx((40 + 200) / 440)
    variance = (400 / 440) ** 2 * 0.25 * 360 / (40 * 399)
    assert (low, high) == pytest.approx(wilson_python(weighted, weighted * (1 - weighted) / variance))


def test_a_share_by_population_tells_nothing_of_a_hidden_unit_and_needs_every_population():
    """Two hidden units would be solved from it and the pooled share: two sums, two unknown numbers."""
    given = people("A", 40, 20) + people("B", 20, 40) + people("C", 20, 5) + people("D", 3, 22)
    plan = [(2025, "W25", unit, None, size) for unit, size in (("A", 900), ("B", 700), ("C", 5000), ("D", 60))]
    sql = "select population_share, population_units, hidden_units from mart.survey_area_year where area_code = 'x'"
    weighted, counted, hidden = marts(given, ONE, plan).execute(sql).fetchone()
    assert weighted == pytest.approx((900 * 2 / 3 + 700 / 3) / 1600) and (counted, hidden) == (2, 2)
    for less in (plan[:1] + plan[2:], plan[1:]):
        assert marts(given, ONE, less).execute(sql).fetchone()[:2] == (None, None)
    alone = people("A", 40, 20) + people("B", 5, 5)
    assert marts(alone, ONE, plan).execute(sql).fetchone()[:2] == (None, None)
