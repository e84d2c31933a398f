"""The questions: their form, the scope that they enforce, and their answers against plain Python over the same marts."""

from __future__ import annotations

import ast
import contextlib
from datetime import date
from fractions import Fraction
from pathlib import Path
from statistics import mean, median

import duckdb
import pyarrow as pa
import pytest
import sqlglot
from sqlglot import exp

from pages._shared import told as told_to_units
from tests import snapshots
from warehouse import questions

YEAR, BLOCK, UNIT = 2025, "xa_phuong", "P_HA_TU"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return snapshots.build(tmp_path_factory.mktemp("questions"))


@pytest.fixture(scope="module")
def con(folder):
    with snapshots.opened(folder) as connection:
        yield connection


@pytest.fixture(scope="module")
def units(con) -> list[dict]:
    return con.sql("select * from mart.unit_year").to_arrow_table().to_pylist()


ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = sorted(path.stem for path in questions.HERE.glob("*.sql"))
KNOWN = {
    "year": YEAR, "before": YEAR - 1, "first": 2022, "last": YEAR, "days": 60, "block": None, "scope": None, "unit": UNIT,
    "units": (UNIT,), "part_kind": "group", "part_code": "D", "milestone": "self_assessment", "criterion": "A1", "criteria": ("A1", "A2"), "kind": None,
    "since": date(YEAR, 12, 1), "assessment": "TD2025-HNGD", "document": "thong-bao", "indicator": "hai_long", "rearranged": False,
    "verifier": None,
}  # fmt: skip
# the reference is what the marts are made with; the day of the snapshot and its working days come with it
OF_THE_REFERENCE = {
    "before_tet", "calendar", "calendar_years", "first_steps", "form_criteria", "on_time_by_year", "open_work", "outstanding", "reply_window",
    "rule", "score_entry", "settings", "snapshot", "survey_groups", "upcoming", "verification",
    "working_day_after",
}  # fmt: skip
# Questions that know no scope, by what makes that right.
WITHOUT_SCOPE = {
    "what they say is for everybody: plan, framework, reference, names of units": """blocks class_bounds ended_units
        frameworks front_opinions has_rearranged issued_documents it_systems legal_basis milestones parts plan plan_tasks proposals
        recipients department_form reply_window report_instruction resolution_targets settings snapshot stage stage_history survey_waves
        survey_years task_units task_years topics units working_day_after years""",
    "they tell of many units together": """loaded survey_areas survey_groups""",
}
# they know none either: pages and buttons of Phòng Tư pháp and reports ask them; tests/test_unit_profile.py holds that no
# page does for a unit
OF_THE_OFFICE = {
    "all_reminders", "before_tet", "calendar", "calendar_years", "classes_by_year", "completeness", "confirmations", "contacts", "correctable", "criteria_of_year", "department_form_units", "evidence_missing", "evidence_states", "files", "findings", "first_steps",
    "form_criteria", "handed_criteria", "handed_files", "handed_receipts", "handed_refused", "handed_scores", "handed_surveys", "open_work", "outstanding", "quality_by_year", "recommendations", "reconciled_rows", "register_rows", "results",
    "results_by_year", "score_entry", "signed_pairs", "since", "state_figures", "task_reports", "verification", "verification_queue",
    "verified_criteria", "verified_decisions",
}  # fmt: skip
SCOPE_FREE = OF_THE_OFFICE.union(*(names.split() for names in WITHOUT_SCOPE.values()))
# the snapshot of these tests holds files without faults, one version of each, and no register of the office
EMPTY_HERE = {
    "added_points", "all_reminders", "assessment_results", "assessment_scores", "assessments", "budgets", "corrections", "decisions", "findings",
    "follow_ups", "front_opinions", "handed_refused", "inspections",
    "issued_documents", "it_systems", "objections", "proposals", "questions_raised", "recognitions", "recommendations", "reminders", "reminders_sent", "replies", "report_instruction", "task_reports",
    "topic_results", "spending", "stage_history", "state_figures", "sub_criteria", "unit_findings", "unit_repeated_weaknesses", "unmet_conditions", "version_differences",
}  # fmt: skip
ASKED = ("mttq_ctxh", "hoi_dong_phoi_hop")  # blocks that the plan only asks: neither classed nor ranked
OF_ONE_BLOCK = {"rank_agreement", "ranks_by_year"}


def faults(question: str, sql: str) -> set[str]:
    """What is wrong with the text of a question."""
    found = set()
    if not sql.startswith("-- "):
        found.add("no comment that says what it answers")
    statements = duckdb.extract_statements(sql)
    if [s.type for s in statements] != [duckdb.StatementType.SELECT]:
        return found | {"not one SELECT"}
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    parts = {cte.alias for cte in tree.find_all(exp.CTE)}
    rooms = {table.db for table in tree.find_all(exp.Table) if table.db or table.name not in parts}
    may = {"mart"}
    may |= {"reference"} if question in OF_THE_REFERENCE else set()
    if not rooms <= may:
        found.add("reads what is no mart")
    if ("scope" in statements[0].named_parameters) == (question in SCOPE_FREE):
        found.add("scope")
    return found


def asked(folder: Path, ways: tuple[str, ...]) -> list[tuple[str, frozenset[str]]]:
    """Every question that the code of a folder asks in these ways, with the names of what it gives."""
    found = []
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if called in ways and words:
                found.append((words[0], frozenset(k.arg for k in node.keywords)))
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_keeps_the_rules(question):
    assert not faults(question, questions.text(question))


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("select year from mart.unit_year where unit_code = $scope", "no comment that says what it answers"),
        ("-- x\nselect $scope; select 1", "not one SELECT"),
        ("-- x\ncreate table mart.x as select $scope as s", "not one SELECT"),
        ("-- x\nselect * from staging.submission where unit_code = $scope", "reads what is no mart"),
        ("-- x\nselect * from (select * from raw.reply) as r where unit_code = $scope", "reads what is no mart"),
        ("-- x\nselect * from reference.units where unit_code = $scope", "reads what is no mart"),
        ("-- x\nwith unit as (select 1 as u) select * from unit, submission where u = $scope", "reads what is no mart"),
        ("-- x\nselect * from mart.unit_year", "scope"),
    ],
)
def test_a_bad_question_is_found(sql, fault):
    assert faults("planted", sql) == {fault}


def test_a_question_of_the_lists_has_to_be_there_and_to_need_it():
    assert set(QUESTIONS) >= SCOPE_FREE | OF_THE_REFERENCE
    assert faults("units", "-- x\nselect * from mart.unit where unit_code = $scope") == {"scope"}
    for question in OF_THE_REFERENCE:
        assert "reference." in questions.text(question), question


def test_every_question_is_asked_and_given_what_it_names():
    found = {
        "pages": asked(ROOT / "pages", ("ask", "rows")),
        "reports": asked(ROOT / "reports", ("ask",)),
        "etl": asked(ROOT / "etl", ("ask",)),
    }
    for room, calls in found.items():
        for question, names in calls:
            assert question in QUESTIONS, (room, question)
            assert names == questions.parameters(question), (room, question, sorted(names))
    assert {question for calls in found.values() for question, _ in calls} == set(QUESTIONS)


def test_a_question_in_the_code_is_seen(tmp_path):
    (tmp_path / "x.py").write_text("data.rows('a', year=1)\nask('b')\nquestions.ask(con, 'c', unit=u)\nprint('d')\n")
    assert sorted(asked(tmp_path, ("ask", "rows"))) == [("a", {"year"}), ("b", set()), ("c", {"unit"})]


def test_what_is_given_is_what_the_question_names(con):
    for given in ({"year": YEAR}, {"year": YEAR, "block": None}, {"year": YEAR, "blok": None}):
        with pytest.raises(TypeError, match="summary asks for"):
            questions.ask(con, "summary", **given)
    with pytest.raises(FileNotFoundError):
        questions.ask(con, "no_such_question")


def known(question: str, **other) -> dict:
    return {name: other.get(name, KNOWN[name]) for name in questions.parameters(question)}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_answers_in_arrow(con, question):
    of_block = questions.ask(con, question, **known(question, block=BLOCK))
    whole = of_block if question in OF_ONE_BLOCK else questions.ask(con, question, **known(question))
    assert isinstance(whole, pa.Table)
    assert bool(whole.num_rows) == (question not in EMPTY_HERE)
    assert of_block.num_rows <= whole.num_rows


def test_ranking_against_exact_fractions(con, units):
    """Ranks, ties and changes recomputed from the points."""
    exact = {
        (u["year"], u["unit_code"]): Fraction(u["points"]) / Fraction(u["max_points"])
        for u in units
        if u["points"] is not None
    }
    of = {(u["year"], u["unit_code"]): u for u in units}
    for row in questions.ask(con, "ranking", year=YEAR, block=None, scope=None).to_pylist():
        key = (YEAR, row["unit_code"])
        peers = [v for k, v in exact.items() if k[0] == YEAR and of[k]["block_code"] == row["block_code"]]
        assert row["is_rated"] == (row["block_code"] not in ASKED)
        if key in exact and not row["is_rated"]:
            told = (
                "rank_block",
                "rank_overall",
                "tied",
                "class_name",
                "rank_low",
                "rank_change_common",
                "to_next_class",
            )
            assert {row[name] for name in told} == {None}
            continue
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
            both = [u for (y, u), v in exact.items() if y == YEAR and (YEAR - 1, u) in exact
                    and of[y, u]["block_code"] == row["block_code"]]  # fmt: skip
            places = [1 + sum(exact[y, u] > exact[y, row["unit_code"]] for u in both) for y in (YEAR - 1, YEAR)]
            assert row["rank_change_common"] == places[0] - places[1]


def test_first_year_of_a_framework_is_not_compared(con):
    rows = [
        row
        for row in questions.ask(con, "ranking", year=2023, block=None, scope=None).to_pylist()
        if row["score_pct"] is not None
    ]
    assert {row["comparison"] for row in rows} <= {"framework_changed", "new_unit", "not_rated"}
    assert not [row for row in rows if row["score_pct_previous"] is not None or row["rank_change_common"] is not None]


def test_summary_adds_up(con, units):
    rows = questions.ask(con, "summary", year=YEAR, block=None, scope=None).to_pylist()
    total, blocks = rows[-1], rows[:-1]
    assert total["block_code"] is None and len(blocks) == 5
    for field in ("units", "submitted", "required", "on_time", "late", "missing", "verified", "with_result"):
        assert total[field] == sum(block[field] for block in blocks)
    assert total["median_pct"] == median(
        u["score_pct"] for u in units if u["year"] == YEAR and u["score_pct"] is not None
    )
    assert questions.ask(con, "summary", year=YEAR, block=BLOCK, scope=None).to_pylist()[-1]["units"] == 32


def test_points_lost_are_those_of_scored_criteria(con):
    rows = questions.ask(con, "criteria", year=YEAR, block=BLOCK, scope=None).to_pylist()
    lost = con.execute(
        "select sum(s.max_points - s.points) from mart.criterion_unit_year s join mart.unit_year u using (year, unit_code)"
        " where s.year = ? and u.block_code = ?",
        [YEAR, BLOCK],
    ).fetchall()[0][0]
    assert sum(row["points_lost"] or 0 for row in rows) == pytest.approx(float(lost))
    assert sum(row["lost_share"] or 0 for row in rows) == pytest.approx(100)


def test_trend_counts_units_and_marks_frameworks(con):
    rows = [
        row
        for row in questions.ask(con, "trend_by", block=None, rearranged=False, scope=None).to_pylist()
        if row["block_code"] is None
    ]
    assert [row["year"] for row in rows] == [2022, 2023, 2024, 2025, 2026]
    assert len({row["framework_code"] for row in rows}) == 2
    assert [row["is_running"] for row in rows] == [False] * 4 + [True]


@pytest.fixture(scope="module")
def told_to_all(folder, tmp_path_factory):
    """The same snapshot, once the year was published."""
    with snapshots.opened(snapshots.published(folder, tmp_path_factory.mktemp("told") / "w", YEAR)) as connection:
        yield connection


def test_a_unit_has_results_of_others_once_the_year_was_published(con, told_to_all):
    """Before that the ranking is provisional: neither it nor what would tell of it."""
    units = (UNIT, "P_BAI_CHAY")
    for question, most in (("ranking", 64), ("source_units", 64), ("unit_years", 2), ("unit_trend_by", 2), ("ranks_by_year", 32), ("examples", 64), ("tiles", 64)):  # fmt: skip
        asked = known(
            question, block=BLOCK if question == "ranks_by_year" else None, scope=UNIT, units=units, rearranged=False
        )
        of = {}
        for name, at in (("before", con), ("after", told_to_all)):
            rows = [row for row in questions.ask(at, question, **asked).to_pylist() if row.get("year", YEAR) == YEAR]
            of[name] = {row["unit_code"] for row in rows if question != "tiles" or row["score_pct"] is not None}
        assert of["before"] <= {UNIT}, question
        assert 1 < len(of["after"] | {UNIT}) <= most or question in ("examples", "tiles"), question


def test_scope_leaves_only_the_own_unit(con, told_to_all):
    for question in ("heat_map", "scored_units", "deadlines", "heads"):
        rows = questions.ask(con, question, **known(question, scope=UNIT)).to_pylist()
        assert rows and {row["unit_code"] for row in rows} == {UNIT}
    rows = questions.ask(told_to_all, "ranking", year=YEAR, block=None, scope=UNIT).to_pylist()
    hidden = ("points", "max_points", "self_pct", "received_on")
    assert len(rows) == 64
    assert not [row for row in rows if row["unit_code"] != UNIT and any(row[field] is not None for field in hidden)]
    assert any(row["rank_block"] for row in rows if row["unit_code"] != UNIT), "the published ranking stays"


def test_parameters_are_bound(con):
    assert not questions.ask(con, "ranking", year=YEAR, block="x' or '1'='1", scope=None).num_rows
    assert not questions.ask(con, "unit_trend_by", units=("x') or true --",), rearranged=False, scope=None).num_rows


def test_requested_reports_never_count_as_late_or_missing(con):
    rows = questions.ask(con, "summary", year=YEAR, block="mttq_ctxh", scope=None).to_pylist()
    assert rows[-1]["required"] == rows[-1]["late"] == rows[-1]["missing"] == 0
    assert rows[-1]["requested"] == rows[-1]["units"]


def test_the_order_of_a_criterion_tells_no_rank_of_who_is_only_asked(con):
    rows = questions.ask(con, "criterion_units", **known("criterion_units")).to_pylist()
    rows = [row for row in rows if row["applicable"]]
    rated = [row for row in rows if row["is_rated"]]
    asked = rows[len(rated) :]
    assert rated == rows[: len(rated)] and len(asked) > 1 and not any(row["is_rated"] for row in asked)
    scored = [row["pct"] for row in rated if row["pct"] is not None]
    assert scored == sorted(scored, reverse=True)
    places = [row["unit_code"] for row in questions.ask(con, "units", block=None).to_pylist()]  # by block and name
    codes = [row["unit_code"] for row in asked]
    assert codes == sorted(codes, key=places.index) and [row["pct"] for row in asked] != sorted(
        (row["pct"] for row in asked), reverse=True
    )


def test_names_are_sorted_by_vietnamese_rules(con):
    names = [row["unit_name"] for row in questions.ask(con, "units", block="xa_phuong").to_pylist()]
    assert names.index("Phường Cao Xanh") < names.index("Phường Đại Yên") < names.index("Phường Giếng Đáy")


# published, or of the whole city, for a reader who sees no unit
SHOWN_TO_ALL = {"tiles", "survey_answers", "criteria", "kinds", "change_parts", "change_total",
                "dimension_trend", "summary"}  # fmt: skip


@pytest.mark.parametrize("question", sorted(set(QUESTIONS) - SCOPE_FREE - SHOWN_TO_ALL))
def test_a_reader_of_another_unit_gets_nothing(con, question):
    scopes = ("P_BAI_CHAY", "") if "unit" in questions.parameters(question) else ("",)
    for scope in scopes:
        assert not questions.ask(con, question, **known(question, scope=scope)).num_rows


def test_parts_and_borderlines_of_other_units_stay_with_them(con):
    rows = questions.ask(
        con, "part_ranking", year=YEAR, block=None, part_kind="group", part_code="D", scope=UNIT
    ).to_pylist()
    assert [row["unit_code"] for row in rows] == [UNIT]
    whole = questions.ask(
        con, "part_ranking", year=YEAR, block=None, part_kind="group", part_code="D", scope=None
    ).to_pylist()
    (own,) = (row for row in whole if row["unit_code"] == UNIT)
    assert rows == [own | dict.fromkeys(told_to_units.MOVED_BY_OTHERS & own.keys())], "of a year not yet published"
    mine = questions.ask(con, "unit_parts", year=YEAR, units=(UNIT, "P_BAI_CHAY"), scope=UNIT).to_pylist()
    assert {row["unit_code"] for row in mine} == {UNIT}
    assert {
        row["unit_code"] for row in questions.ask(con, "borderline", year=YEAR, block=None, scope=UNIT).to_pylist()
    } <= {UNIT}
    years = questions.ask(con, "unit_years", units=(UNIT, "P_BAI_CHAY"), scope=UNIT).to_pylist()
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
        rows = questions.ask(
            con, "part_ranking", year=YEAR, block=None, part_kind=kind, part_code=code, scope=None
        ).to_pylist()
        assert {(r["block_code"], r["unit_code"]) for r in rows} == exact.keys()
        for row in rows:
            mine = exact[row["block_code"], row["unit_code"]]
            peers = [v for (b, _), v in exact.items() if b == row["block_code"]]
            assert row["score_pct"] == float(mine)
            if row["block_code"] in ASKED:
                assert row["rank_block"] is row["rank_overall"] is row["rank_change_common"] is None
                continue
            assert row["rank_block"] == 1 + sum(v > mine for v in peers)
            assert (row["ranked"], row["tied"]) == (len(peers), peers.count(mine))
            rated = [v for (b, _), v in exact.items() if b not in ASKED]
            assert row["rank_overall"] == 1 + sum(v > mine for v in rated)
            assert row["ranked_overall"] == len(rated)


def test_overall_places_of_the_ranking(con, units):
    here = [u for u in units if u["year"] == YEAR and u["score_pct"] is not None and u["is_rated"]]
    before = {u["unit_code"]: u["score_pct"] for u in units if u["year"] == YEAR - 1 and u["score_pct"] is not None}
    both = {u["unit_code"]: u["score_pct"] for u in here if u["unit_code"] in before}
    for row in questions.ask(con, "ranking", year=YEAR, block=None, scope=None).to_pylist():
        if row["score_pct"] is None or not row["is_rated"]:
            continue
        assert row["rank_overall"] == 1 + sum(u["score_pct"] > row["score_pct"] for u in here)
        assert row["ranked_overall"] == len(here)
        assert row["tied_overall"] == sum(u["score_pct"] == row["score_pct"] for u in here)
        mine = row["unit_code"]
        change = (
            sum(before[u] > before[mine] for u in both) - sum(both[u] > both[mine] for u in both)
            if mine in both
            else None
        )
        assert row["rank_overall_change"] == change
        assert 1 <= row["rank_low"] <= row["rank_high"] <= row["ranked"]


def test_the_queue_of_verification_is_the_formula_by_hand(con, units):
    """Points that wait × the distance of self-score and verified score in the years before, of the unit or of all."""
    pairs = [(u["unit_code"], abs(u["self_pct"] - u["verified_pct"])) for u in units
             if u["year"] < YEAR and None not in (u["self_pct"], u["verified_pct"])]  # fmt: skip
    gaps = {unit: mean(gap for u, gap in pairs if u == unit) for unit, _ in pairs}
    found = questions.ask(con, "verification_queue", year=YEAR, block=None, verifier=None).to_pylist()
    assert not questions.ask(con, "verification_queue", year=YEAR, block=None, verifier="a@x.vn").to_pylist()
    assert {row["unit_code"] for row in found} == {
        u["unit_code"] for u in units if u["year"] == YEAR and u["submission_version"]
    }
    waiting = "select coalesce(sum(self_points), 0)::double, count(*) from mart.criterion_unit_year where year = ? and unit_code = ? and applicable and in_maximum and not is_issued"  # fmt: skip
    for row in found:
        points, criteria = con.execute(waiting, [YEAR, row["unit_code"]]).fetchone()
        gap = gaps.get(row["unit_code"], mean(gaps.values()))
        assert row["waiting_points"] == points and row["criteria_applicable"] - row["criteria_done"] == criteria
        assert row["counted_gap"] == pytest.approx(gap) and row["stake"] == pytest.approx(points * gap)
    order = [(row["self_verified"], row["score_basis"] == "verified", -row["stake"]) for row in found]
    assert order == sorted(order) and any(row["stake"] for row in found) and len(gaps) > 1


# what a unit can find out of another one: two warehouses that differ in what must not be told, asked the same

FEW = ("BQLDA", "TTDVKT", "BQLVHL")  # all units of the block that send anything here
WARDS = ("P_HA_TU", "P_BAI_CHAY", "P_HA_LONG", "P_HONG_HAI", "P_CAO_XANH", "P_GIENG_DAY", "P_HA_KHANH")


def scored(unit: str = FEW[0], **points: int) -> tuple[str, ...]:
    """Points of one unit, one of the few perhaps: what the others must not learn."""
    return tuple(
        f"update raw.{table} set {column} = '{value}' where year = {YEAR} and unit_code = '{unit}' and criterion_code = '{code}'"
        for table, column in (("self_assessment", "self_value"), ("consolidated_score", "value"))
        for code, value in points.items()
    )


PUBLISHED = (
    f"insert into raw.stage (year, event_seq, stage, since, snapshot_id) values ({YEAR - 1}, 900000, 'published', date '{YEAR}-02-20', 'x')",
    f"insert into raw.stage (year, event_seq, stage, since, snapshot_id) values ({YEAR}, 900001, 'published', date '{YEAR + 1}-02-20', 'x')",
)


@pytest.fixture(scope="module")
def twins(tmp_path_factory):
    """Equal in points, percent, rank and class of everybody, which are published; not in two criteria of equal weight."""
    with contextlib.ExitStack() as stack:
        found = []
        for name, points in (("one", {"C1": 0, "E2": 4}), ("other", {"C1": 4, "E2": 0})):
            change = (*scored(**points), *PUBLISHED)
            found.append(stack.enter_context(snapshots.opened(small(tmp_path_factory.mktemp(name), change))))
        yield found


def small(folder, change: tuple[str, ...]):
    return snapshots.build(folder, years=(YEAR - 1, YEAR), units=(*FEW, *WARDS), change=change)


@pytest.mark.parametrize("question", sorted(set(QUESTIONS) - OF_THE_OFFICE))
def test_a_unit_learns_nothing_of_one_of_few(twins, question):
    """Whatever block it looks at, whoever it names, be it of the few itself: what it is told does not depend on what one
    unit of three scored."""
    for one in views(question, FEW):
        first, second = (questions.ask(con, question, **dict(one)).to_pylist() for con in twins)
        assert told(first) == told(second), dict(one)


def views(question: str, others: tuple[str, ...]) -> set[tuple]:
    """What units can ask of it: of every block, of themselves and of one of the others, as one of many and as one of the others."""
    all_of_them = [
        {"block": block, "unit": unit, "units": (scope, others[0]), "criterion": criterion, "scope": scope}
        for block in (None, "don_vi_su_nghiep", BLOCK)
        for scope, unit in ((UNIT, UNIT), (UNIT, others[0]), (others[1], others[1]))
        for criterion in ("C1", "E2")
    ]
    return {tuple(sorted(known(question, **view).items())) for view in all_of_them}


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory):
    """Two days of a year that is not published; between them one of many wards was verified anew in two criteria."""
    with contextlib.ExitStack() as stack:
        yield [
            stack.enter_context(snapshots.opened(small(tmp_path_factory.mktemp(name), scored(WARDS[-1], **points))))
            for name, points in (("before", {"C1": 0, "E2": 4}), ("after", {"C1": 4, "E2": 0}))
        ]


def test_the_medians_of_a_part_are_told_to_a_unit_once_published_and_where_there_are_five_others(
    twins, before_and_after
):
    for con, unit, of_block, of_all in (
        (twins[0], FEW[1], False, True), (twins[0], UNIT, True, True), (before_and_after[0], UNIT, False, False)
    ):  # fmt: skip
        (row,) = questions.ask(con, "part_ranking", **known("part_ranking", part_code="C", scope=unit)).to_pylist()
        assert ((row["block_median"] is not None), (row["overall_median"] is not None)) == (of_block, of_all), unit


OF_THE_SNAPSHOT = {"snapshot_id", "published_at"}


def told(rows: list[dict]) -> list[dict]:
    return [{name: value for name, value in row.items() if name not in OF_THE_SNAPSHOT} for row in rows]
