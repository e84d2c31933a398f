"""Prose and structure under test: the dictionary is complete, every check finds its planted row, SQL stays portable."""

from __future__ import annotations

import csv
import pickle
import re
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from tests.warehouse_fixture import snapshot
from warehouse import build, records

ROOT = Path(__file__).resolve().parent.parent
MODELS = sorted((ROOT / "warehouse" / "models").rglob("*.sql"))
CHECKS = sorted((ROOT / "warehouse" / "checks").glob("*.sql"))
QUESTIONS = sorted((ROOT / "warehouse" / "questions").glob("*.sql"))
ANALYSIS = sorted((ROOT / "warehouse" / "analysis").glob("*.sql"))
RULES = sorted((ROOT / "warehouse" / "reference_rules").glob("*.sql"))


@pytest.fixture(scope="module")
def made():
    """A snapshot of nothing, in memory."""
    with snapshot({}, {}, date(2026, 12, 15)) as con:
        yield con


@pytest.fixture
def empty(made):
    """The same for each test: what one plants in it is gone for the next."""
    made.begin()
    yield made
    made.rollback()


def test_every_model_comes_after_what_the_engine_says_it_reads():
    order = build.model_order()
    private = {p.stem for p in MODELS if p.parent.name == "private"}
    with duckdb.connect(":memory:") as con:
        con.execute((build.HERE / "shim" / "duckdb.sql").read_text(encoding="utf-8"))
        for path in MODELS:
            text, name = path.read_text(encoding="utf-8"), f"{path.parent.name}.{path.stem}"
            if "create t" in text:
                continue
            found = {t.split(" AS ")[0].replace('"', "") for t in con.get_table_names(text, qualified=True)}
            found = {f"private.{t}" if t in private else t for t in found}
            assert build.reads(path) == found, name
            assert all(order.index(t) < order.index(name) for t in found if not t.startswith("reference.")), name
    assert sorted(order) == sorted(f"{p.parent.name}.{p.stem}" for p in MODELS)
    assert order.index("mart.rank_interval") > order.index("mart.borderline")


def test_a_circle_and_an_unknown_table_are_named():
    assert build.in_order({"mart.b": set(), "mart.a": {"mart.c"}, "mart.c": {"reference.units"}}) == ["mart.b", "mart.c", "mart.a"]  # fmt: skip
    with pytest.raises(build.ModelsInACircle, match=r"mart\.\w <- mart\.\w <- mart\.\w"):
        build.in_order({"mart.a": {"mart.b"}, "mart.b": {"mart.a"}, "mart.c": set()})
    with pytest.raises(build.UnknownTable, match=r"mart.a reads mart.z"):
        build.in_order({"mart.a": {"mart.z"}})


def test_the_dictionary_is_complete(empty):
    found = empty.execute(
        "select table_schema || '.' || table_name, column_name, data_type from information_schema.columns"
        " where table_schema in ('raw', 'staging', 'mart')"
    ).fetchall()
    with (ROOT / "warehouse" / "dictionary.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {(r["table"], r["column"], r["type"]) for r in rows if r["column"]} == set(found)
    assert {r["table"] for r in rows if not r["column"]} == {t for t, _, _ in found}
    assert all(r["description"] and r["source"] for r in rows)
    assert len({(r["table"], r["column"]) for r in rows}) == len(rows)


PLANTED = {
    "points_within_maximum": "insert into mart.criterion_unit_year (year, unit_code, criterion_code, points, max_points)"
    " values (2024, 'A', '1.1', 6, 5)",
    "unit_year_is_whole": "insert into staging.unit_scope (year, unit_code, in_scope) values (2024, 'A', true)",
    "criterion_once": "insert into mart.criterion_unit_year (year, unit_code, criterion_code)"
    " values (2024, 'A', '1.1'), (2024, 'A', '1.1')",
    "points_reconcile": "insert into mart.unit_year (year, unit_code, points) values (2024, 'A', 5);"
    "insert into mart.criterion_unit_year (year, unit_code, criterion_code, points, applicable)"
    " values (2024, 'A', '1.1', 4, true)",
    "rows_reconcile": "insert into raw.received_file (file_seq, kind, status, row_count)"
    " values (1, 'self_assessment', 'accepted', 3)",
    "rows_in_equal_loaded_and_refused": "insert into raw.file_rows values (1, 4, 3, 0)",
    "one_current_version": "insert into staging.submission (unit_code, year, is_current)"
    " values ('A', 2024, true), ('A', 2024, true)",
    "compliance_once": "insert into mart.compliance (year, unit_code, milestone_code)"
    " values (2024, 'A', 'plan'), (2024, 'A', 'plan')",
    "survey_rows_reconcile": "insert into raw.survey_file values (1, 2024, 'W', 'F', '', 5, 3, 1, 0, 0, 0, 0, 0, 0, 0)",
    "survey_small_is_hidden": "insert into mart.survey_unit_year (year, unit_code, indicator, n, n_eff, share, suppressed)"
    " values (2024, 'A', 'hai_long', 12, 12, 0.5, false)",
    "one_accountable_head": "insert into mart.head_year (unit_code, year, head_code, is_accountable)"
    " values ('A', 2024, 'a', true), ('A', 2024, 'b', true)",
}  # fmt: skip


def test_a_raw_row_has_the_columns_of_its_model_by_name(empty):
    tables = [path.stem for path in MODELS if path.parent.name == "raw"]
    for table in tables:
        columns = [name for name, *_ in empty.execute(f"describe raw.{table}").fetchall()]
        assert records.columns(f"raw.{table}") == columns
        assert records.of(f"raw.{table}")._fields == tuple(c for c in columns if c != "file_seq")
    row = records.file_rows(rows_in=3, rows_loaded=2, rows_refused=1)
    sent = pickle.loads(pickle.dumps(row))
    assert sent == (3, 2, 1) and sent.rows_loaded == 2
    with pytest.raises(AttributeError):
        records.no_such_table  # noqa: B018


def test_every_check_has_a_planted_row():
    assert {p.stem for p in CHECKS} == PLANTED.keys()


@pytest.mark.parametrize("path", CHECKS, ids=lambda p: p.stem)
def test_a_check_is_silent_on_nothing_and_finds_its_planted_row(empty, path):
    assert empty.execute(path.read_text(encoding="utf-8")).fetchall() == []
    empty.execute(PLANTED[path.stem])
    assert empty.execute(path.read_text(encoding="utf-8")).fetchall()


def test_a_failing_check_stops_the_build(empty):
    build.check(empty)
    empty.execute(PLANTED["criterion_once"])
    with pytest.raises(build.CheckFailed, match="criterion_once"):
        build.check(empty)


NOT_PORTABLE = {
    exp.Pivot: "PIVOT", exp.Array: "lists", exp.Struct: "structs", exp.Lambda: "lambdas", exp.RegexpReplace: "REGEXP_REPLACE",
    exp.DateDiff: "DATE_DIFF (shim days_between)", exp.TimeToStr: "STRFTIME",
}  # fmt: skip


# What single questions may use beyond it: a snapshot carries the shim of the release that built it, so they call none of it.
MAY_USE = {
    "before_tet": {NOT_PORTABLE[exp.DateDiff]},
    "deadlines": {NOT_PORTABLE[exp.DateDiff]},
    "upcoming": {NOT_PORTABLE[exp.DateDiff]},
    "verification_queue": {NOT_PORTABLE[exp.DateDiff]},
    "rule": {NOT_PORTABLE[exp.Struct]},  # the bands of a criterion, in the row of its rule
}


def outside_the_subset(text: str) -> set[str]:
    """What of a text would not run, or run otherwise, on another engine."""
    found = set()
    for statement in sqlglot.parse(text, dialect="duckdb"):
        found |= {words for node, words in NOT_PORTABLE.items() if statement.find(node)}
        if any(star.args.get("except_") or star.args.get("replace") for star in statement.find_all(exp.Star)):
            found.add("star modifiers")
        if not all(isinstance(division.expression, exp.Nullif) for division in statement.find_all(exp.Div)):
            found.add("a divisor without NULLIF")
    return found


@pytest.mark.parametrize("path", MODELS + QUESTIONS + ANALYSIS + RULES, ids=lambda p: f"{p.parent.name}.{p.stem}")
def test_models_and_questions_stay_in_the_portable_subset(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- "), "the first comment says the grain"
    assert outside_the_subset(text) == (MAY_USE.get(path.stem, set()) if path in QUESTIONS else set())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("select [1, 2]", "lists"),
        ("select date_diff('day', a, b) from t", "DATE_DIFF (shim days_between)"),
        ("select strftime(a, '%Y') from t", "STRFTIME"),
        ("select * replace (1 as a) from t", "star modifiers"),
        ("select a / b from t", "a divisor without NULLIF"),
    ],
)
def test_the_lint_finds_what_it_forbids(text, words):
    assert outside_the_subset(text) == {words}


def spelt_for_one_engine(text: str) -> set[str]:
    """What of a model only DuckDB reads; questions, which run on it alone, may spell so."""
    found = {"varchar without a length (string)"} if re.search(r"\bvarchar\b", text) else set()
    for call in sqlglot.parse_one(text, dialect="duckdb").find_all(exp.GroupConcat):
        if call.find(exp.Order) and not isinstance(call.parent, exp.Window):
            found.add("an ordered STRING_AGG (a window)")
    return found


@pytest.mark.parametrize("path", MODELS, ids=lambda p: f"{p.parent.name}.{p.stem}")
def test_a_model_is_spelt_for_every_engine(path):
    assert not spelt_for_one_engine(path.read_text(encoding="utf-8"))


def test_what_only_one_engine_reads_is_found():
    assert spelt_for_one_engine("select cast(null as varchar) as x")
    assert spelt_for_one_engine("select string_agg(x, '; ' order by y) from t")
    assert not spelt_for_one_engine("select string_agg(x, '; ') over (partition by z order by y) from t")


# A model may hold nothing else: each of these was seen to mean the same on DuckDB and on Spark (tests/spark.py).
TOKENS = (
    "ALIAS ALL AND BETWEEN BIGINT BOOLEAN CASE COMMA CROSS DASH DATE DECIMAL DESC DISTINCT DOT DOUBLE DPIPE ELSE END EQ"
    " EXISTS FALSE FILTER FIRST FROM FULL GROUP_BY GT GTE HAVING IN INNER IS JOIN LEFT LIKE LT LTE L_PAREN NEQ NOT NULL"
    " NUMBER ON OR ORDER_BY OUTER OVER PARTITION_BY PLUS QUALIFY RECURSIVE REPLACE ROWS R_PAREN SELECT SEMICOLON SLASH"
    " STAR STRING TEXT THEN TRUE UNION VAR WHEN WHERE WINDOW WITH"
    " FILE SETTINGS"  # names of tables
)
FUNCTIONS = (
    "array_agg bool_or cast ceil coalesce count decimal exists filter first_value floor greatest lag least length lower"
    " make_date max max_by median min min_by nullif over percentile_cont position rank replace row_number sign sqrt"
    " string_agg sum try_cast year"
)
SHIM = set(re.findall(r"^create macro (\w+)", (build.HERE / "shim" / "duckdb.sql").read_text("utf-8"), re.MULTILINE))
# Words after which a parenthesis opens without a call; `group` stands before it in WITHIN GROUP.
NO_CALL = {"and", "as", "from", "group", "in", "join", "not", "or", "then"}
# Of rows that tie in its order each engine takes another: what makes the order of a model's MAX_BY or MIN_BY unique.
TAKES_ONE_BY = {
    "mart.criterion_survey": "lower bounds of the bands of a criterion: a key",
    "mart.state_figure": "lower bounds of the bands of a criterion: a key",
    "staging.score": "lower bounds of the bands of a criterion: a key",
    "staging.unit_score": "lower bounds of the classes of a framework: a key",
    "mart.ranking": "lower bounds of the classes of a framework: a key",
    "staging.register_row": "a row number",
    "mart.signed_document": "versions of a submission",
}
# DuckDB rounds a decimal to a whole number, Spark cuts it: only what is whole is cast.
WHOLE = (exp.Literal, exp.Null, exp.Sum, exp.Ceil, exp.Floor)
COUNTS = {"documents", "classes", "participants", "news_items"}


def outside_the_white_list(text: str) -> set[str]:
    """What of a model has not been seen to mean the same on every engine."""
    tokens = sqlglot.tokenize(text, dialect="duckdb")
    found = {token.text.lower() for token in tokens if token.token_type.name not in TOKENS.split()}
    for token, following in pairwise(tokens):
        if following.token_type.name == "L_PAREN" and token.text.isidentifier():
            found |= {token.text.lower()} - set(FUNCTIONS.split()) - SHIM - NO_CALL
    for cast in sqlglot.parse_one(text, dialect="duckdb").find_all(exp.Cast):
        if cast.to.is_type("bigint") and not _is_whole(cast.this):
            found.add(f"{cast.this.sql()} as bigint")
    return found


def _is_whole(value: exp.Expression) -> bool:
    if isinstance(value, exp.Mul):  # points have four decimals
        return value.expression.sql() == "10000"
    if isinstance(value, (exp.Coalesce, exp.Filter)):
        return _is_whole(value.this)
    return isinstance(value, WHOLE) or (isinstance(value, exp.Column) and value.name in COUNTS)


@pytest.mark.parametrize("path", [p for p in MODELS if "create t" not in p.read_text("utf-8")], ids=lambda p: p.stem)
def test_a_model_holds_only_what_was_seen_on_every_engine(path):
    text = path.read_text(encoding="utf-8")
    assert not outside_the_white_list(text)
    assert bool(re.search(r"\b(max|min)_by\(", text)) == (f"{path.parent.name}.{path.stem}" in TAKES_ONE_BY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("select trim(x) from t", {"trim"}),
        ("select round(x, 2) from t", {"round"}),
        ("select list_filter(x, y) from t", {"list_filter"}),
        ("select x[1] from t", {"[", "]"}),
        ("select x::date from t", {"::"}),
        ("select cast(points as bigint) from t", {"points as bigint"}),
        (
            "select cast(points * 10000 as bigint), trimmed(x), count(*) filter (where x) over (partition by y) from t",
            set(),
        ),
    ],
)
def test_what_is_not_on_the_white_list_is_found(text, found):
    assert outside_the_white_list(text) == found


def test_both_shims_have_the_same_functions():
    spark = (build.HERE / "shim" / "spark.sql").read_text("utf-8")
    assert set(re.findall(r"^create or replace temporary function (\w+)", spark, re.MULTILINE)) == SHIM


FILLED_FROM_ELSEWHERE = {"mart.rank_interval", "mart.borderline", "private.survey_coded"}


def test_a_model_is_a_select_and_only_what_is_filled_from_elsewhere_says_its_columns():
    whole = {f"{p.parent.name}.{p.stem}" for p in MODELS if "create " in p.read_text(encoding="utf-8").lower()}
    assert whole == FILLED_FROM_ELSEWHERE | {name for name in build.model_order() if name.startswith("raw.")}


def test_a_view_stays_a_view(empty):
    views = empty.execute("select schema_name || '.' || view_name from duckdb_views() where not internal").fetchall()
    assert set(views) == {("staging.given_score",), ("main.survey_answer",)}


def imports(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_no_sql_in_pages_and_no_streamlit_outside_them():
    statement = re.compile(
        r"\b(select\s+[\w*(].*\bfrom\s+\w+\.|insert\s+into|create\s+table)\b", re.IGNORECASE | re.DOTALL
    )
    for path in (ROOT / "pages").rglob("*.py"):
        assert not statement.search(imports(path)), path
        # one place opens the snapshot for all pages
        assert "import duckdb" not in imports(path) or path.name == "data.py", path
    for folder in ("etl", "warehouse", "sample_data", "charts", "reports"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not re.search(r"^\s*(import|from) streamlit", imports(path), re.MULTILINE), path


def test_the_project_speaks_only_of_itself():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/**/*.py"), ROOT / "Makefile", ROOT / "requirements.txt"]:
        assert ".." + "/shared" not in path.read_text(encoding="utf-8"), path


def imported_by(code: str, *names: str) -> set[str]:
    """Which of these modules Python has imported after this code."""
    told = f"{code}; import sys; print(*{set(names)!r} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_command_does_without_pandas():
    begin = "from warehouse.without_pandas import do_without; do_without(); import duckdb; con = duckdb.connect()"
    asked = "con.execute('create table t as select cast(? as bigint) as n', [1])"
    filled = "from warehouse import build; build.insert(con, 't', [(2,)]); con.execute('from t').to_arrow_table()"
    assert not imported_by(f"{begin}; {asked}; {filled}", "pandas", "pyarrow.dataset")


def test_a_child_that_reads_forms_does_without_the_warehouse():
    assert not imported_by("import etl.kinds.door", "duckdb", "pyarrow", "numpy")
