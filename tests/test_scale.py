"""What reads answers can run elsewhere: what is handed out, what is taken back, and what of it is refused."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests import cli
from tests import survey_exports as exports
from tests.office import REFERENCE, ROOT, TODAY, Office
from warehouse import build, scale
from warehouse.store import WarehouseError

FORM, WAVE = "RIENG", "RIENG-2025"
STAMP, WEIGHT, CHANNELS = "Dấu thời gian", "Trọng số", "Ông/bà biết tin qua kênh nào?"
WHO, WARD, PLEASED, SERVED = "Ông/bà là", "Xã, phường", "Ông/bà có hài lòng không?", "Cán bộ có được tập huấn không?"
WARDS = {"Phường Bãi Cháy": 45, "Phường Hà Tu": 40, "Phường Cao Xanh": 33, "Phường Bạch Đằng": 4}
SURVEY = {
    "survey_waves": [
        (2025, WAVE, "Đợt riêng", FORM, "Google Forms", "thuận tiện", "2025-11-01", "2025-12-31", "", "1.3", "add", "", "")
    ],
    "survey_questions": [
        (FORM, "xa", WARD, "unit", "", "", "", "", "", "", 1),
        (FORM, "ai", WHO, "group", "", "", "", "DOI_TUONG", "", "", 2),
        (FORM, "trong_so", WEIGHT, "weight", "", "", "", "", "", "", 3),
        (FORM, "long", PLEASED, "question", "single", "hai_long", "", "RIENG2", "", "r1", 4),
        (FORM, "kenh", CHANNELS, "question", "multiple", "tiep_can", "", "RIENG3", "", "r2", 5),
        (FORM, "tap", SERVED, "question", "single", "nhan_thuc", "can_bo", "RIENG2", "", "r3", 6),
    ],
    "survey_options": [
        ("RIENG2", "co", "Có ạ", "", "true", 1),
        ("RIENG2", "khong", "Không ạ", "", "false", 2),
        ("RIENG3", "loa", "Loa phường", "", "true", 1),
        ("RIENG3", "mang", "Mạng Zalo", "", "true", 2),
        ("RIENG3", "khac", "Nơi khác", "", "false", 3),
    ],
}  # fmt: skip


def responses(first: int) -> list[list]:
    """Responses of an export: weights, several choices, a unit of few, a question of one group."""
    rows = []
    for ward, people in WARDS.items():
        for n in range(people):
            who = "Cán bộ, công chức, viên chức" if n % 3 == 0 else "Người dân"
            channels = ", ".join(["Loa phường", "Mạng Zalo", "Nơi khác"][: n % 4]) or "Nơi khác"
            stamp = f"{1 + (first + n) % 28:02d}/11/2025 {8 + n % 9:02d}:{n % 60:02d}:{len(rows) % 60:02d}"
            rows.append([stamp, ward, who, f"{1 + n % 5 / 4:.2f}", "Có ạ" if n % 4 else "Không ạ", channels,
                         "Có ạ" if n % 2 else "Không ạ"])  # fmt: skip
    return rows


def load_surveys(office: Office) -> None:
    """A wave whose two exports add up, and share thirty responses."""
    folder = office.folder / "rieng"
    folder.mkdir()
    for table, rows in SURVEY.items():
        with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            known = list(csv.reader(lines))
        (folder / f"{table}.csv").write_bytes(exports.text([*known, *rows]))
    header = [STAMP, WARD, WHO, WEIGHT, PLEASED, CHANNELS, SERVED]
    first = responses(0)
    (folder / "ks1.csv").write_bytes(exports.text([header, *first]))
    (folder / "ks2.csv").write_bytes(exports.text([header, *first[:30], *responses(11)]))
    result = office.load(folder, on=None)
    assert result.snapshot and not result.has_rejected, [i.findings for i in result.items]


@pytest.fixture(scope="module")
def base(reference_only, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("surveyed")
    shutil.copytree(reference_only, folder / "warehouse")
    load_surveys(Office(folder / "warehouse", folder))
    return folder / "warehouse"


@pytest.fixture
def inputs(office, tmp_path) -> Path:
    scale.export(office.warehouse, tmp_path / "inputs")
    return tmp_path / "inputs"


@pytest.mark.parametrize("gone", ["the file", "the column"])
def test_answers_that_are_lost_or_of_an_earlier_release_are_not_handed_out(office, tmp_path, gone):
    path = next(office.warehouse.answers.glob("year=*/wave=*/*.parquet"))
    if gone == "the column":
        duckdb.sql(f"copy (select * exclude (file_seq) from '{path}') to '{tmp_path}/old.parquet'")
        shutil.copy(tmp_path / "old.parquet", path)
    else:
        path.unlink()
    with pytest.raises(WarehouseError, match="rebuild"):
        scale.export(office.warehouse, tmp_path / "inputs")
    assert not (tmp_path / "inputs").exists()


def results_of(inputs: Path, out: Path) -> Path:
    """What Spark would write, by the engine that is at hand."""
    with duckdb.connect() as con:
        for model in {t for m in build.answer_models() for t in build.reads_of(m) if not t.startswith("private.")}:
            con.execute(f"create schema if not exists {model.split('.')[0]}")
            con.execute(f"create table {model} as from '{inputs / model}/*.parquet'")
        con.execute(f"create view survey_coded as from '{inputs}/answers/*/*/*.parquet'")
        for model in build.answer_models():
            con.execute(build.statement(model))
        for model in build.SURVEY_RESULTS:
            (out / model).mkdir(parents=True)
            con.execute(f"copy {model.split('.')[1]} to '{out / model}/part.parquet'")
    shutil.copy(inputs / scale.MANIFEST, out)
    return out


def test_what_is_handed_out_holds_the_answers_and_names_nobody(office, inputs):
    found = {path.name for path in inputs.iterdir()}
    assert {"staging.setting", "staging.survey_file", "reference.units", "answers", scale.MANIFEST} <= found
    assert not {name for name in found if name.startswith(("raw.", "mart."))}, "they tell files and who brought them"
    (one, other) = sorted((inputs / "answers" / "year=2025" / f"wave={WAVE}").iterdir())
    numbers = [duckdb.sql(f"select distinct file_seq from '{path}'").fetchall() for path in (one, other)]
    assert numbers == [[(int(one.stem),)], [(int(other.stem),)]]
    assert duckdb.sql(f"select count(saved_by) from '{inputs}/reference.survey_columns/*.parquet'").fetchall() == [(0,)]
    assert office.rows("select count(saved_by) > 0 from reference.survey_columns") == [(True,)]


def test_marts_of_results_are_those_of_the_answers(office, inputs, tmp_path):
    assert office.rows("select count(*) > 0 from mart.survey_unit_year where suppressed and year = 2025") == [(True,)]
    out = results_of(inputs, tmp_path / "out")
    assert duckdb.sql(f"select count(*) from '{out}/private.survey_repeated/*.parquet'").fetchall() == [(30,)]
    said = "select distinct question_code, min(lightest) < max(heaviest)"
    found = duckdb.sql(f"{said} from '{out}/private.survey_question/*.parquet' group by all").fetchall()
    assert sorted(found) == [("kenh", True), ("long", True), ("tap", True)]
    assert office.rebuild(out).snapshot is None, "nothing differs"
    assert office.rebuild(tmp_path / "out").snapshot is None, "what was published in between brought no answers"


def test_the_results_are_what_is_published(office, inputs, tmp_path):
    out = results_of(inputs, tmp_path / "out")
    path = out / "private.survey_response_count" / "part.parquet"
    duckdb.sql(f"copy (select * replace (2 * responses as responses) from '{path}') to '{path}.more' (format parquet)")
    Path(f"{path}.more").replace(path)
    said = "select sum(responses) from mart.survey_response_day"
    before = office.rows(said)
    assert office.rebuild(out).snapshot
    assert office.rows(said) == [(2 * before[0][0],)]
    types = "select column_name, data_type from information_schema.columns where table_schema = 'mart' order by all"
    with duckdb.connect(str(inputs.parent / "warehouse/snapshots" / f"{office.warehouse.current_id()}.duckdb")) as con:
        assert con.execute(types).fetchall() == office.rows(types)


@pytest.mark.parametrize("wrong", ["another state", "another release", "not whole", "lacks a table"])
def test_other_results_are_refused_and_nothing_changes(office, inputs, tmp_path, wrong):
    out = results_of(inputs, tmp_path / "out")
    said = json.loads((out / scale.MANIFEST).read_text())
    if wrong == "another state":
        office.load(office.form("a.xlsx", A1=3, A2=2))
    elif wrong == "another release":
        (out / scale.MANIFEST).write_text(json.dumps(said | {"models": "0"}))
    elif wrong == "not whole":
        (out / scale.MANIFEST).unlink()
    else:
        shutil.rmtree(out / "private.survey_cell")
    journal, named = office.warehouse.journal.read_bytes(), office.warehouse.named()
    done = cli.etl(office.warehouse.root, "rebuild", "--survey-results", out, today=TODAY.isoformat())
    assert done.returncode == 3 and done.stderr.strip() and "Traceback" not in done.stderr
    assert (office.warehouse.journal.read_bytes(), office.warehouse.named()) == (journal, named)


def test_every_column_that_says_who_is_known():
    said = {column for columns in build.reference_columns().values() for column, _ in columns if column.endswith("_by")}
    assert said - set(scale.PEOPLE) == {"rated_by"}, "a body, nobody"


def test_only_few_models_know_the_answers():
    later = set(build.model_order()) - set(build.answer_models())
    read = set().union(*map(build.reads_of, later)) & {"private.survey_coded", *build.answer_models()}
    assert read <= set(build.SURVEY_RESULTS)
    assert "private.survey_multiple" in build.answer_models(), "one row per response: it stays where the answers are"


@pytest.mark.parametrize(
    ("change", "found"), [("points", False), ("points + 0.0001", True), ("case when points > 1 then points end", True)]
)
def test_a_table_that_differs_is_seen(tmp_path, change, found):
    with duckdb.connect(str(tmp_path / "s.duckdb")) as con:
        con.execute("create table t as select 'A' as unit_code, cast(2.5 as decimal(9, 4)) as points, 0.1 as share union all select 'B', 1, 0.3")  # fmt: skip
        con.execute(
            f"copy (select unit_code, {change} as points, share + 1e-13 as share from t) to '{tmp_path}/t.parquet'"
        )
    assert scale.differs(tmp_path / "s.duckdb", "t", tmp_path) == found


@pytest.mark.parametrize(
    "arguments", [[], ["--export", "a", "--master", "local"], ["--master", "local"], ["--export", "."]]
)
def test_a_wrong_call_is_told(tmp_path, arguments):
    (tmp_path / "x").touch()
    done = subprocess.run(
        [sys.executable, "-m", "warehouse.scale", *arguments], cwd=tmp_path, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 2 and done.stderr and "Traceback" not in done.stderr and not (tmp_path / "a").exists()
