"""How the engine answers: nothing compares every row with every other where both may be many."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import duckdb
import pytest

from tests import snapshots
from tests.test_questions import BLOCK, QUESTIONS, known
from tests.test_warehouse_rules import FILLED_FROM_ELSEWHERE
from warehouse import build, questions

PAIRWISE = {"BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN", "CROSS_PRODUCT"}
THROUGH = {"PROJECTION", "FILTER"}  # no more rows above than below
# tables of one row: the day and id of a build, its settings
OF_ONE_ROW = {"build", "setting", "snapshot"}
# What else is compared with every row, by why that stays small.
MAY_COMPARE = {
    "years and assessments with blocks: dozens of rows": "staging.framework_in_force",
    "the units that an assessment names, or a block of it": "staging.assessment_scope",
    "years with milestones: dozens of rows": "staging.due",
    "the terms of heads and the years in which they may lie: few rows a unit": "mart.head_year",
    "tasks of a plan with units, of which they name some or a block": "mart.task_unit",
    "dated terms of heads: an unequal comparison, of some hundreds": "mart.compliance",
    "each row twice: two benchmarks": "mart.survey_comparison",
    "class bounds of a framework: a handful": "mart.ranking heads verification",
    "bands of one criterion": "score",
    "three kinds of score of the criteria of a few units": "correctable",
    "days to come with days of the calendar, of some weeks": "upcoming before_tet",
}
LISTED = {name for names in MAY_COMPARE.values() for name in names.split()}
YEARS = range(2022, 2027)


@pytest.fixture(scope="module")
def con(tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Five years of the sample's office, with what the private models hold while a snapshot is built."""
    folder = snapshots.build(tmp_path_factory.mktemp("plans"), years=YEARS)
    with snapshots.opened(folder) as con:
        con.execute(
            (build.HERE / "shim" / "duckdb.sql").read_text("utf-8").replace("create macro", "create temp macro")
        )
        for name in build.model_order():
            if name.startswith("private."):
                build.run_model(con, name)
                if name == "private.survey_coded":
                    snapshots._survey_answers(con, YEARS, None, seed=7)
        yield con


def select_of(model: str) -> str | None:
    """What a model selects; None where its text is a table without rows."""
    text = build.statement(model)
    head = re.match(r"create (temp )?(table|view) (if not exists )?[\w.]+ as\n", text)
    return text[head.end() :] if head else None


def compared(con: duckdb.DuckDBPyConnection, sql: str, given: dict | None = None) -> list[str]:
    """What of a statement's plan compares every pair of rows of two tables, neither of which is one row."""
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in (given or {}).items()}
    ((_, plan),) = con.execute(f"explain (format json) {sql}", given).fetchall()
    return [
        f"{node['name']} {node['extra_info'].get('Conditions') or node['extra_info'].get('Condition') or ''}".strip()
        for node in _nodes(json.loads(plan))
        if node["name"].strip() in PAIRWISE and not any(map(_is_one_row, node["children"]))
    ]


def _nodes(plan: list[dict]) -> Iterator[dict]:
    for node in plan:
        yield node
        yield from _nodes(node["children"])


def _is_one_row(node: dict) -> bool:
    name = node["name"].strip()
    if name in THROUGH:
        return _is_one_row(node["children"][0])
    if name in PAIRWISE:  # one row with one row
        return all(map(_is_one_row, node["children"]))
    table = node["extra_info"].get("Table", "").split(".")[-1].strip('"')
    return name in ("UNGROUPED_AGGREGATE", "DUMMY_SCAN") or (name == "SEQ_SCAN" and table in OF_ONE_ROW)


MODELS = [name for name in build.model_order() if select_of(name)]


def test_every_model_is_explained_that_selects():
    assert {name for name in build.model_order() if not name.startswith("raw.")} - set(MODELS) == FILLED_FROM_ELSEWHERE


def test_no_model_and_no_question_compares_every_pair(con):
    found = {model: compared(con, select_of(model)) for model in MODELS}
    for question in QUESTIONS:
        text = questions.text(question)
        found[question] = [
            pair for block in (None, BLOCK) for pair in compared(con, text, known(question, block=block))
        ]
    assert {name: pairs for name, pairs in found.items() if pairs and name not in LISTED} == {}
    assert {name for name in LISTED if name in found and not found[name]} == set(), "needs no reason any more"


@pytest.mark.parametrize(
    ("sql", "is_pairwise"),
    [
        ("select 1 from mart.unit_year as a inner join mart.unit_year as b on a.year = b.year or a.points = b.points", True),
        ("select 1 from mart.unit_year as a left join mart.unit_year as b on b.year = a.year and a.is_rated", True),
        ("select 1 from mart.unit_year as a cross join mart.unit_year as b where a.points <> b.max_points", True),
        ("select 1 from mart.unit_year as a inner join mart.unit_year as b on b.year = a.year where a.is_rated", False),
        ("select 1 from mart.unit_year as a cross join staging.setting as s where a.points > s.survey_min_n", False),
        ("select 1 from mart.unit_year as a where a.points < (select max(points) from mart.unit_year)", False),
    ],
)  # fmt: skip
def test_a_comparison_of_every_pair_is_seen(con, sql, is_pairwise):
    assert bool(compared(con, sql)) == is_pairwise
