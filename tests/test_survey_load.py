"""Surveys through the whole door: what the archive keeps, what never gets in, and that the marts can be made again."""

from __future__ import annotations

import csv
import hashlib
import shutil
import stat
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from etl.desk import mapping, names
from etl.kinds import workers
from etl.kinds.workers import parse_all
from etl.reference.context import Context
from etl.reference.question_map import SurveyMap
from etl.run import publish, rows, run
from etl.run.reference import reference_in_force
from etl.run.session import Session
from sample_data import surveys as sample
from tests import survey_exports as exports
from warehouse import build, survey_answers
from warehouse.store import Warehouse

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 12, 15)
SECRETS = [b"bi.mat@example.vn", b"0912 345 678", "Nguyễn Thị Bí Mật".encode()]


@pytest.fixture
def warehouse(reference_only, tmp_path) -> Warehouse:
    shutil.copytree(reference_only, tmp_path / "kho")
    return Warehouse(tmp_path / "kho")


def export(people=40, ward="Phường Bãi Cháy", satisfied="Hài lòng", year=2022, more=()) -> bytes:
    header = ["Dấu thời gian", "Địa chỉ email", "Họ và tên", sample.WARD, sample.WHO, sample.REACHED, sample.KNOWS_OLD,
              sample.PLEASED, sample.RESPECTS, sample.USES, "Góp ý khác"]  # fmt: skip

    def row(n: int, who: str, unit: str) -> list:
        return [f"{10 + n % 15}/11/{year} 08:{n % 60:02d}:00", f"bi.mat@example.vn{n}", "Nguyễn Thị Bí Mật", unit, who,
                "Có" if n % 4 else "Không", "18 tuổi" if n % 3 else "16 tuổi", satisfied if n % 5 else "Bình thường",
                "Tốt", "Thường xuyên", "Gọi 0912 345 678" if n == 7 else ""]  # fmt: skip

    rows = [row(n, "Người dân" if n % 2 else "Cán bộ, công chức, viên chức", ward) for n in range(people)]
    return exports.text([header, *rows, *more])


def load(warehouse: Warehouse, *files: tuple[str, bytes], folder: Path, dry=False, received_on=None):
    folder.mkdir(exist_ok=True)
    for name, data in files:
        (folder / name).write_bytes(data)
    return run.load(Session(warehouse, TODAY, dry=dry, received_on=received_on), [folder])


def marts(warehouse: Warehouse, sql: str) -> list[tuple]:
    with duckdb.connect(str(warehouse.snapshot_path(warehouse.current_id())), read_only=True) as con:
        return con.execute(sql).fetchall()


def everything(root: Path) -> bytes:
    return b"".join(p.read_bytes() for p in root.rglob("*") if p.is_file())


def parquet_text(root: Path) -> str:
    paths = [str(p) for p in root.glob("answers/**/*.parquet")]
    return repr(duckdb.sql(f"select * from read_parquet({paths!r})").fetchall()) if paths else ""


def test_answers_are_written_again_only_under_another_number(tmp_path):
    path = tmp_path / "answers.parquet"
    duckdb.sql("select cast(7 as bigint) as file_seq, range as response from range(3)").write_parquet(str(path))
    written = path.stat().st_mtime_ns
    survey_answers.number(path, 7)
    assert path.stat().st_mtime_ns == written
    survey_answers.number(path, 8)
    assert duckdb.sql(f"from '{path}' order by all").fetchall() == [(8, 0), (8, 1), (8, 2)]


def test_a_survey_leaves_no_personal_trace(warehouse, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "parse_all", parse_all)  # the real processes: none of them may write
    monkeypatch.setattr(rows, "number", lambda path, seq: None)  # a file that comes alone has its number already
    data = export()
    result = load(warehouse, ("ks.csv", data), folder=tmp_path / "in")
    item = result.as_json()["files"][0]
    assert (item["kind"], item["status"], item["year"], item["unit_code"], item["rows"]) == (
        "survey",
        "accepted",
        2022,
        None,
        40,
    )
    assert item["sha256"] == hashlib.sha256(data).hexdigest(), "the journal keeps the original's hash"
    stored = warehouse.archive / f"{item['sha256']}.csv"
    assert stored.is_file() and b"40" and sample.PLEASED.encode() in stored.read_bytes()
    left = everything(warehouse.root)
    for secret in SECRETS:
        assert secret not in left
        assert secret.decode() not in parquet_text(warehouse.root)
    folder = warehouse.answers / "year=2022" / "wave=KS2022"
    (answers,) = folder.glob("*.parquet")
    assert duckdb.sql(f"select distinct file_seq from '{answers}'").fetchall() == [(int(answers.stem.split("-")[0]),)]
    assert not warehouse.scratch.exists() and not list(warehouse.archive.glob("*.incoming"))
    assert marts(warehouse, "select n, favourable, suppressed from mart.survey_unit_year where indicator = 'hai_long'") == [(40, 32, False)]  # fmt: skip
    tables = marts(warehouse, "select table_name from information_schema.tables")
    assert not {t for (t,) in tables} & {"survey_answer", "survey_cell", "survey_question_cell", "survey_indicator"}


def test_the_same_bytes_are_a_duplicate_and_so_is_the_same_content(warehouse, tmp_path):
    load(warehouse, ("a.csv", export()), folder=tmp_path / "in")
    again = load(warehouse, ("b.csv", export()), folder=tmp_path / "again")
    assert [i.status for i in again.items] == ["duplicate"] and again.snapshot is None
    other = export().replace(b"bi.mat@example.vn7", b"khac@example.vn")
    same = load(warehouse, ("c.csv", other), folder=tmp_path / "other")
    assert [i.status for i in same.items] == ["duplicate"]
    assert b"khac@example.vn" not in everything(warehouse.root)


@pytest.mark.proof
def test_rebuild_gives_equal_marts(warehouse, tmp_path):
    load(warehouse, ("a.csv", export()), ("b.csv", export(60, "Phường Hà Tu")), folder=tmp_path / "in")
    before = warehouse.snapshot_path(warehouse.current_id())
    shutil.copy(before, tmp_path / "before.duckdb")
    shutil.rmtree(warehouse.answers)
    run.rebuild(Session(warehouse, TODAY))
    after = warehouse.snapshot_path(warehouse.current_id())
    assert build.marts_equal(tmp_path / "before.duckdb", after)
    assert len(list(warehouse.answers.glob("year=*/wave=*/*.parquet"))) == 1, "the newest export of a wave counts"


@pytest.mark.proof
def test_the_newest_export_of_a_wave_replaces_the_older(warehouse, tmp_path):
    load(warehouse, ("a.csv", export(40)), folder=tmp_path / "in", received_on=date(2022, 12, 1))
    load(warehouse, ("b.csv", export(55)), folder=tmp_path / "later", received_on=date(2022, 12, 20))
    assert marts(warehouse, "select n from mart.survey_unit_year where indicator = 'hai_long'") == [(55,)]
    late = ("c.csv", export(45))
    result = load(warehouse, late, folder=tmp_path / "late", received_on=date(2022, 12, 10))
    assert [i.status for i in result.items] == ["superseded"]
    again = load(warehouse, late, folder=tmp_path / "late")
    assert [i.status for i in again.items] == ["duplicate"]
    assert marts(warehouse, "select n from mart.survey_unit_year where indicator = 'hai_long'") == [(55,)]


@pytest.mark.proof
def test_a_new_option_counts_at_once_and_recheck_says_so(warehouse, tmp_path):
    result = load(warehouse, ("a.csv", export(satisfied="Ưng ý lắm")), folder=tmp_path / "in")
    assert result.items[0].status == "accepted_with_warnings"
    assert "option_unknown" in {f.code for f in result.items[0].findings}
    assert marts(warehouse, "select n from mart.survey_unit_year where indicator = 'hai_long'") == [(8,)]
    rows = (ROOT / "sample_data/reference/survey_options.csv").read_text(encoding="utf-8")
    rows = rows.replace("hai_long,Hài lòng,3", "hai_long,Hài lòng,3|Ưng ý lắm")
    load(warehouse, ("survey_options.csv", rows.encode()), folder=tmp_path / "map")
    assert marts(warehouse, "select n from mart.survey_unit_year where indicator = 'hai_long'") == [(40,)]
    shutil.copy(warehouse.snapshot_path(warehouse.current_id()), tmp_path / "before.duckdb")
    run.rebuild(Session(warehouse, TODAY))
    assert build.marts_equal(tmp_path / "before.duckdb", warehouse.snapshot_path(warehouse.current_id()))
    again = run.recheck(Session(warehouse, TODAY))
    assert [i.status for i in again.items] == ["accepted"]
    assert marts(warehouse, "select n from mart.survey_unit_year where indicator = 'hai_long'") == [(40,)]
    assert run.recheck(Session(warehouse, TODAY)).items == []


@pytest.mark.proof
def test_a_question_map_that_cannot_read_a_survey_in_force_is_refused(warehouse, tmp_path):
    load(warehouse, ("a.csv", export()), folder=tmp_path / "in")
    rows = (ROOT / "sample_data/reference/survey_questions.csv").read_text(encoding="utf-8")
    broken = rows.replace("Ông/bà sinh sống tại xã, phường nào?", "Câu khác")
    result = load(warehouse, ("survey_questions.csv", broken.encode()), folder=tmp_path / "map")
    assert [i.status for i in result.items] == ["rejected"]
    assert "breaks_values_in_force" in {f.code for f in result.items[0].findings}
    assert marts(warehouse, "select n from mart.survey_unit_year where indicator = 'hai_long'") == [(40,)]


def test_unknown_tables_wait_where_only_their_owner_reads_them(warehouse, tmp_path):
    data = exports.text([["a", "b", "c"], ["bi.mat@example.vn", "2", "3"]])
    result = load(warehouse, ("la.csv", data), folder=tmp_path / "in")
    assert (result.items[0].parsed.kind, result.items[0].status) == ("unknown", "rejected")
    kept = list(warehouse.archive.rglob(f"{result.items[0].sha256}*"))
    assert [p.parent.name for p in kept] == ["quarantine"]
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(kept[0].parent.stat().st_mode) == 0o700


@pytest.mark.proof
def test_an_unmapped_export_is_kept_stripped_and_read_after_it_is_mapped(warehouse, tmp_path):
    data = export().replace("Mức độ hài lòng".encode(), "Ông bà hài lòng".encode())
    data = data.replace(sample.WARD.encode(), b"Noi o")
    result = load(warehouse, ("a.csv", data), folder=tmp_path / "in")
    assert (result.items[0].parsed.kind, result.items[0].status) == ("survey", "rejected")
    left = everything(warehouse.root)
    assert not any(secret in left for secret in SECRETS)
    rows = (ROOT / "sample_data/reference/survey_columns.csv").read_text(encoding="utf-8")
    rows += "PBGDPL-2022,Noi o,xa_phuong,,Thử,2026-12-15\n"
    load(warehouse, ("survey_columns.csv", rows.encode()), folder=tmp_path / "map")
    again = run.recheck(Session(warehouse, TODAY))
    assert [i.status for i in again.items] == ["accepted"]
    assert marts(warehouse, "select n from mart.survey_unit_year where indicator = 'y_thuc'") == [(40,)]


def test_a_dry_run_writes_nothing(warehouse, tmp_path):
    before = {p: p.stat().st_mtime_ns for p in warehouse.root.rglob("*") if p.is_file()}
    result = load(warehouse, ("a.csv", export()), folder=tmp_path / "in", dry=True)
    assert result.items[0].status == "accepted"
    assert before == {p: p.stat().st_mtime_ns for p in warehouse.root.rglob("*") if p.is_file()}


@pytest.mark.proof
def test_a_killed_run_leaves_no_original(warehouse, tmp_path, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_args, **_more):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(publish, "publish", die)
        with pytest.raises(Killed):
            load(warehouse, ("a.csv", export()), folder=tmp_path / "in")
    waiting = list(warehouse.archive.glob("*.incoming"))
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in waiting)
    result = load(warehouse, folder=tmp_path / "in")
    assert result.items[0].status == "accepted"
    assert not any(secret in everything(warehouse.root) for secret in SECRETS)


@pytest.mark.proof
def test_doctor_is_content_with_a_stored_survey(warehouse, tmp_path):
    from etl.desk.doctor import examine

    load(warehouse, ("a.csv", export()), folder=tmp_path / "in")
    assert examine(warehouse, TODAY) == []
    stored = next(p for p in warehouse.archive.glob("*.csv") if sample.PLEASED.encode() in p.read_bytes())
    stored.write_bytes(stored.read_bytes() + b"x")
    assert any("đã bị sửa" in one.message for one in examine(warehouse, TODAY))


@pytest.fixture
def waiting(warehouse, monkeypatch):
    """What waits in the warehouse now; files are read in this process, which is cheaper."""
    monkeypatch.setattr(workers, "call", lambda function, *arguments: function(*arguments))

    def listed() -> list[mapping.Waiting]:
        context = Context.from_tables(reference_in_force(warehouse), TODAY)
        return mapping.waiting(warehouse, context)

    return listed


@pytest.mark.proof
def test_the_mapping_of_the_page_is_a_file_through_the_door(warehouse, waiting, tmp_path):
    data = export().replace(sample.WARD.encode(), b"Noi o").replace(sample.PLEASED.encode(), "Mức độ hài lòng về PBGDPL".encode())  # fmt: skip
    load(warehouse, ("a.csv", data), folder=tmp_path / "in")
    (file,) = waiting()
    assert (file.tool.name, file.path, file.rows) == ("Google Forms", "a.csv", 40)
    assert file.days == (date(2022, 11, 10), date(2022, 11, 24))
    assert "Noi o" in file.headers and "Địa chỉ email" not in file.headers and "Dấu thời gian" not in file.headers
    tables = reference_in_force(warehouse)
    surveys = SurveyMap(tables)
    form = surveys.forms["PBGDPL-2022"]
    assert mapping.has_wave(file, form)
    assert not mapping.has_wave(file, surveys.forms["PBGDPL-2023"])
    assert mapping.suggested("Mức độ hài lòng về PBGDPL", form, surveys) == "hai_long"
    assert mapping.suggested("Noi o", form, surveys) is None
    guessed = mapping.suggestions(file.columns, form, surveys)
    assert guessed["Noi o"] == "xa_phuong", "its cells are units"
    chosen = {"Noi o": "xa_phuong", "Mức độ hài lòng về PBGDPL": "hai_long"}
    files = mapping.mapping_files(tables, form, chosen, "Thử", TODAY)
    assert list(files) == ["survey_columns.csv"]
    result = load(warehouse, *files.items(), folder=tmp_path / "map")
    assert [i.status for i in result.items] == ["accepted"]
    assert len(reference_in_force(warehouse)["survey_columns"]) == len(tables["survey_columns"]) + 2
    run.recheck(Session(warehouse, TODAY))
    assert marts(warehouse, "select n from mart.survey_unit_year where indicator = 'hai_long'") == [(40,)]
    assert waiting() == []


@pytest.mark.proof
def test_names_and_columns_of_an_export_in_force_wait_to_be_confirmed(warehouse, waiting, tmp_path):
    header, *rows = csv.reader(export(40).decode().splitlines())
    place, pleased = header.index(sample.WARD), header.index(sample.PLEASED)
    rows = [[*r, ""] for r in rows]
    for n, row in enumerate(rows):
        if n < 6:
            row[place] = "K. Bãi Cháy"
        if n % 2:
            row[pleased], row[-1] = "", row[pleased]
    data = exports.text([[*header, f"{sample.PLEASED.strip()}2"], *rows])
    (item,) = load(warehouse, ("ks.csv", data), folder=tmp_path / "in").items
    assert item.status == "accepted_with_warnings" and item.parsed.row_count == 34
    (name,) = names.waiting(warehouse, TODAY)
    assert (name.name, name.files, name.candidates[0][0]) == ("K. Bãi Cháy", ["ks.csv"], "P_BAI_CHAY")
    (file,) = waiting()
    surveys = SurveyMap(reference_in_force(warehouse))
    form = surveys.forms["PBGDPL-2022"]
    guessed = mapping.suggestions(file.columns, form, surveys)
    assert guessed[f"{sample.PLEASED.strip()}2"] == "hai_long"
    sql = "select n from mart.survey_unit_year where indicator = 'hai_long'"
    assert marts(warehouse, sql) == [(17,)]
    names.confirm(warehouse, "K. Bãi Cháy", "P_BAI_CHAY", "Nguyễn Văn A", TODAY)
    assert names.waiting(warehouse, TODAY) == [] and marts(warehouse, sql) == [(20,)]
    files = mapping.mapping_files(reference_in_force(warehouse), form, guessed, "Thử", TODAY)
    load(warehouse, *files.items(), folder=tmp_path / "map")
    assert marts(warehouse, sql) == [(40,)] and waiting() == []
    again = run.recheck(Session(warehouse, TODAY))
    assert [i.sha256 for i in again.items] == [item.sha256]
    assert marts(warehouse, sql) == [(40,)] and waiting() == []


STRANGE = ["Lúc trả lời", "Họ và tên", "Nơi ở", "Thấy sao", "Góp ý"]


def strange(n: int, year: int) -> list:
    """A response of a tool that nobody here knows."""
    when = datetime(year, 11, 10 + n % 15, 8)
    remark = "Gọi 0912 345 678" if n < 9 else f"ý kiến {n}"
    return [when, "Nguyễn Thị Bí Mật", "Phường Bãi Cháy", "Hài lòng" if n % 5 else "Bình thường", remark]  # fmt: skip


@pytest.mark.proof
def test_exports_of_an_unknown_tool_wait_for_their_mapping_too(warehouse, waiting, tmp_path):
    exported = {
        "la.csv": exports.text([STRANGE, *(map(str, strange(n, 2024)) for n in range(40))]),
        "la.xlsx": exports.workbook({"Trang 1": [STRANGE, *(strange(n, 2025) for n in range(40))]}),
        # none of these can be a survey
        "bang_so.xlsx": exports.workbook({"S": [[1, 2, 3], [4, 5, 6]]}),
        "hai_cot.xlsx": exports.workbook({"S": [["Tên", "Số"], ["a", 1]]}),
        "chi_tieu_de.xlsx": exports.workbook({"S": [["Câu một", "Câu hai", "Câu ba"]]}),
    }
    result = load(warehouse, *exported.items(), folder=tmp_path / "in")
    assert {i.parsed.kind for i in result.items} == {"unknown"}
    kept = list(warehouse.archive.glob("quarantine/*"))
    assert {stat.S_IMODE(k.stat().st_mode) for k in kept} == {0o600}
    files = waiting()
    assert sorted(f.path for f in files) == ["la.csv", "la.xlsx"]
    tables = reference_in_force(warehouse)
    surveys = SurveyMap(tables)
    form = surveys.forms["PBGDPL-2023"]  # it has four waves and no question for the date
    for file in files:
        assert file.headers == ["Lúc trả lời", "Nơi ở", "Thấy sao", "Góp ý"], "no personal column"
        assert [c.role for c in file.columns] == ["date", "unit", None, None]
        assert file.columns[2].answers == (("Hài lòng", 32), ("Bình thường", 8))
        assert file.columns[3].answers == (), "a phone number is not shown, however many wrote it"
        guessed = mapping.suggestions(file.columns, form, surveys)
    assert guessed == {"Lúc trả lời": "ngay_tra_loi", "Nơi ở": "xa_phuong", "Thấy sao": "hai_long"}
    mapped = mapping.mapping_files(tables, form, guessed, "Thử", TODAY)
    load(warehouse, *mapped.items(), folder=tmp_path / "map")
    again = run.recheck(Session(warehouse, TODAY))
    assert {
        (i.path, i.parsed.year) for i in again.items if (i.parsed.kind, i.status) == ("survey", "accepted")
    } == {("la.csv", 2024), ("la.xlsx", 2025)}  # fmt: skip
    sql = "select n, favourable from mart.survey_unit_year where indicator = 'hai_long'"
    assert marts(warehouse, sql) == [(40, 32), (40, 32)]
    assert waiting() == []
    assert len(list(warehouse.archive.glob("quarantine/*"))) == len(kept) - 2
    assert not any(secret in everything(warehouse.root) for secret in SECRETS)
